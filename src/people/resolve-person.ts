import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { memberOfPerson, personIdOfMember } from '../faces/ids.js';
import type { Person } from '../faces/model.js';
import { cleanName, isSameName } from '../faces/names.js';
import type { Choice } from '../views/face-choice.js';
import { WORDING } from '../views/wording/general.js';
import { refusedToBeNamed } from '../views/wording/naming.js';
import type { Directory } from './directory.js';

/** Turns what was chosen in a menu into a person, who is added if need be. */
export type ResolvePerson = (
  choice:
    | Extract<Choice, { readonly kind: 'person' }>
    /** `confirmedBy` is who said that a new person may be added. */
    | (Extract<Choice, { readonly kind: 'new' }> & { readonly confirmedBy?: string | undefined })
    /** `name` is what a new person is called; by default as the member is. */
    | { readonly kind: 'member'; readonly userId: string; readonly name?: string },
) => Promise<Person>;

export function createResolvePerson(
  deps: Pick<Deps, 'recognizer' | 'consent' | 'now'> & { readonly directory: Directory },
): ResolvePerson {
  const { recognizer, directory } = deps;
  let lastAdding: Promise<unknown> = Promise.resolve();

  return async (choice) => {
    switch (choice.kind) {
      case 'person':
        return findPerson(choice.personId);
      case 'member':
        return addMember(choice.userId, choice.name);
      case 'new': {
        // One after the other, so that a name typed twice at once becomes one person.
        const adding = lastAdding.catch(() => undefined).then(() => addByName(choice.name, choice.confirmedBy));
        lastAdding = adding;
        return adding;
      }
    }
  };

  async function findPerson(personId: string): Promise<Person> {
    const userId = memberOfPerson(personId);
    const person =
      (await directory.listPeople()).find(({ id }) => id === personId) ??
      (await directory.listPeopleNow()).find(({ id }) => id === personId) ??
      (await findMerged(personId)) ??
      (userId && (await addMember(userId, undefined)));
    if (!person) throw new UserFacingError(WORDING.personGone);
    return person;
  }

  /** The person that one who was merged since the menu was shown counts as. */
  async function findMerged(personId: string): Promise<Person | undefined> {
    const registry = await recognizer.people.registry();
    const record = registry.records.find(({ id }) => id === personId);
    return record && registry.resolve(record);
  }

  async function addMember(userId: string, name: string | undefined): Promise<Person> {
    const id = personIdOfMember(userId);
    const known = (await directory.listPeople()).find((person) => person.id === id);
    if (known !== undefined) return known;
    const member = await directory.findMember(userId);
    if (member === undefined) throw new UserFacingError(WORDING.personGone);
    return added({ id, name: name ?? member.name });
  }

  /** A person of that name who is known already is meant, rather than a second person of the same name. */
  async function addByName(typed: string, by: string | undefined): Promise<Person> {
    const name = cleanName(typed);
    if (name === '') throw new UserFacingError(WORDING.emptyName);
    if (await directory.isRefused(name)) throw new UserFacingError(refusedToBeNamed(name));
    const people = await directory.listPeopleNow();
    return (
      people.find((person) => person.name === name) ??
      people.find((person) => isSameName(person.name, name)) ??
      added({
        name,
        confirmed: by === undefined || deps.consent === 'off' ? undefined : { by, at: new Date(deps.now()) },
      })
    );
  }

  async function added(person: Parameters<typeof recognizer.people.add>[0]): Promise<Person> {
    const result = await recognizer.people.add(person);
    directory.forgetPeople();
    return result;
  }
}
