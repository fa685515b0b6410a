import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { memberOfPerson, personIdOfMember } from '../faces/ids.js';
import type { Person } from '../faces/model.js';
import { personHasAccount, WORDING } from '../views/wording.js';
import type { Directory } from './directory.js';

type LinkDeps = Pick<Deps, 'recognizer' | 'log'> & { readonly directory: Directory };

/**
 * Says that someone known by name only is a member of the workspace, whom no one has named yet. It is a merge: tags stay as they are, and
 * it can be taken back.
 * @param link.by Slack user id of whoever says so.
 * @returns the member as a person.
 * @throws UserFacingError if the person has an account already.
 */
export async function linkAccount(
  deps: LinkDeps,
  link: { readonly personId: string; readonly userId: string; readonly by: string },
): Promise<Person> {
  const { people } = deps.recognizer;
  const { personId, userId, by } = link;
  const registry = await people.registry();
  const group = registry.mergedWith(personId);
  const person = group.find(({ id }) => id === personId);
  if (person === undefined) throw new UserFacingError(WORDING.personGone);
  if (group.some(({ id }) => memberOfPerson(id) !== undefined))
    throw new UserFacingError(personHasAccount(person.name));
  const member = await people.add({ id: personIdOfMember(userId), name: person.name });
  await people.merge({ personId, intoId: member.id, by });
  deps.directory.forgetPeople();
  deps.log.info(`${by} said that person ${personId} is member ${userId}.`);
  return { ...member, name: person.name };
}
