import type { Person } from './model.js';
import { cutText, foldName } from './names.js';

/** Longer names are cut: a picture has little room. */
const MAX_LENGTH = 14;
/** "Dr. Ada" rather than "Dr.". */
const TITLE = /^\p{Lu}\p{L}{0,4}\.$/u;

/**
 * Names short enough for a picture: the first name, with an initial if two people share it, and the whole name if that is not enough.
 * @returns by person id.
 */
export function shortNames(people: readonly Person[]): Map<string, string> {
  const byId = new Map(people.map((person) => [person.id, person.name]));
  const forms: readonly ((name: string) => string)[] = [firstName, withInitial, (name) => name];
  const result = new Map<string, string>();
  for (const [id, name] of byId) {
    const form = forms.find((each) => ![...byId].some(([other, theirs]) => other !== id && isSame(each, name, theirs)));
    result.set(id, shorten((form ?? ((whole: string) => whole))(name)));
  }
  return result;
}

function isSame(form: (name: string) => string, one: string, other: string): boolean {
  return foldName(form(one)) === foldName(form(other));
}

function firstName(name: string): string {
  const [first = '', second = ''] = name.split(' ');
  return TITLE.test(first) && second !== '' ? `${first} ${second}` : first;
}

function withInitial(name: string): string {
  const first = firstName(name);
  const last = name.slice(first.length).trim().split(' ').at(-1) ?? '';
  const [initial = ''] = last;
  return initial === '' ? first : `${first} ${initial}.`;
}

function shorten(name: string): string {
  return name.length <= MAX_LENGTH ? name : `${cutText(name, MAX_LENGTH - 1).trimEnd()}…`;
}
