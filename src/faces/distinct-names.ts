import { memberOfPerson } from './ids.js';
import type { Person } from './model.js';
import { cutText, foldName, MAX_NAME_LENGTH } from './names.js';

/**
 * Makes the names of people distinct: adds a number to all but one of those with the same name. The one with an account keeps the
 * name, or else the one with the lowest id.
 * @returns names by person id. The order of the people makes no difference.
 */
export function distinctNames(people: readonly Person[]): ReadonlyMap<string, string> {
  const byName = new Map<string, Person[]>();
  for (const person of people) {
    const key = keyOf(person.name);
    byName.set(key, [...(byName.get(key) ?? []), person]);
  }
  const taken = new Set(byName.keys());
  const names = new Map(people.map(({ id, name }) => [id, name]));
  for (const key of [...byName.keys()].sort()) {
    const [, ...others] = (byName.get(key) ?? []).sort(accountsFirst);
    let number = 2;
    for (const { id, name } of others) {
      while (taken.has(keyOf(numbered(name, number)))) number += 1;
      taken.add(keyOf(numbered(name, number)));
      names.set(id, numbered(name, number));
    }
  }
  return names;
}

function accountsFirst(a: Person, b: Person): number {
  const hasNone = ({ id }: Person) => (memberOfPerson(id) === undefined ? 1 : 0);
  return hasNone(a) - hasNone(b) || (a.id < b.id ? -1 : 1);
}

/** Names that are the same to a reader have one key. */
function keyOf(name: string): string {
  return foldName(name) || name;
}

function numbered(name: string, number: number): string {
  const suffix = ` (${number})`;
  return `${cutText(name, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
}
