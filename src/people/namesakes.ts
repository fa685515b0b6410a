import { memberOfPerson, personIdOfMember } from '../faces/ids.js';
import { isSameName } from '../faces/names.js';
import { findLookAlikes, findSameName } from '../faces/search-names.js';
import type { Namesake } from '../views/namesake.js';
import type { KnownPerson, Member } from '../views/person-menu.js';
import type { Directory } from './directory.js';

/**
 * Everyone a typed name may mean: known people first, then members of the workspace.
 * @param without the id of a person to leave out.
 */
export async function findNamesakes(
  directory: Pick<Directory, 'listEveryone'>,
  name: string,
  without?: string,
): Promise<Namesake[]> {
  const { people, members } = await directory.listEveryone();
  const known = new Set(people.map(({ id }) => id));
  const candidates = [...people, ...members.filter(({ userId }) => !known.has(personIdOfMember(userId)))];
  return find(candidates, [name]).filter(({ person }) => person.id !== without);
}

/**
 * The people without an account who may be this member, if no one has been named as the member yet.
 * @param names the member's names; by default the ones Slack shows.
 * @returns none if the member is known already.
 */
export async function findNamesakesOf(
  directory: Pick<Directory, 'listEveryone' | 'findMember'>,
  userId: string,
  names?: readonly string[],
): Promise<Namesake[]> {
  const { people } = await directory.listEveryone();
  if (people.some(({ id }) => id === personIdOfMember(userId))) return [];
  return find(
    people.filter(({ id }) => memberOfPerson(id) === undefined),
    names ?? (await namesOfMember(directory, userId)),
  );
}

/** Every name Slack shows for a member. */
export async function namesOfMember(directory: Pick<Directory, 'findMember'>, userId: string): Promise<string[]> {
  const member = await directory.findMember(userId);
  return member === undefined ? [] : [member.name, ...member.otherNames];
}

/**
 * The person a name means without asking: someone known by exactly this name, or else the only member with this full name. The menu
 * says so before it is chosen.
 */
export function whoIsMeant(namesakes: readonly Namesake[], name: string): Namesake | undefined {
  const called = namesakes.filter(({ person, looksAlike }) => !looksAlike && isSameName(person.name, name));
  const known = called.find(({ isKnown }) => isKnown);
  return known ?? (called.length === 1 ? called[0] : undefined);
}

/** Those who have one of these names; if there is none, those whose name looks like one of them. */
function find(candidates: readonly (KnownPerson | Member)[], names: readonly string[]): Namesake[] {
  const same = new Set(names.flatMap((name) => findSameName(candidates, name)));
  const found = same.size > 0 ? same : new Set(names.flatMap((name) => findLookAlikes(candidates, name)));
  return [...found].map((candidate) => ({ ...describe(candidate), looksAlike: same.size === 0 }));
}

function describe(candidate: KnownPerson | Member): Omit<Namesake, 'looksAlike'> {
  if (!('userId' in candidate)) {
    const { id, name, member } = candidate;
    return { person: { id, name }, member, isKnown: true };
  }
  return {
    person: { id: personIdOfMember(candidate.userId), name: candidate.name },
    member: candidate,
    isKnown: false,
  };
}
