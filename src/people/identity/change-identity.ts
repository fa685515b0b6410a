import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import { memberOfPerson, personIdOfMember } from '../../faces/ids.js';
import type { Change, Person, PersonRecord } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import type { ChangeRef } from '../../views/person-changes.js';
import { WORDING } from '../../views/wording/general.js';
import { personHasAccount, refusedToBeNamed } from '../../views/wording/naming.js';
import { mayNotChange } from '../../views/wording/people.js';
import type { Directory } from '../directory.js';
import { accountsOf, mayChange } from './may-change.js';

type ChangeDeps = Pick<Deps, 'recognizer' | 'slack' | 'log'> & { readonly directory: Directory };

interface PersonChange {
  readonly personId: string;
  /** Slack user id of the person who makes the change. */
  readonly by: string;
}

// Every change of a person goes through here, so that the rule in may-change.ts is checked and the log says who made it.

/** @throws UserFacingError if `by` may not rename the person. */
export async function renamePerson(deps: ChangeDeps, change: PersonChange & { readonly name: string }): Promise<void> {
  await checkMayChange(deps, await deps.recognizer.people.registry(), [change.personId], change.by);
  if (await deps.directory.isRefused(change.name)) {
    throw new UserFacingError(refusedToBeNamed(change.name));
  }
  await deps.recognizer.people.rename(change);
  deps.log.info(`${change.by} renamed person ${change.personId}.`);
}

/** Stops naming a person. @throws UserFacingError if `by` may not remove them. */
export async function removePerson(deps: ChangeDeps, change: PersonChange): Promise<void> {
  await checkMayChange(deps, await deps.recognizer.people.registry(), [change.personId], change.by);
  await deps.recognizer.people.remove(change);
  deps.log.info(`${change.by} removed person ${change.personId}.`);
}

/**
 * @param change.sameAs the id of a known person, or the id that a member will have as a person.
 * @throws UserFacingError if `by` may not change one of the two.
 */
export async function mergePeople(deps: ChangeDeps, change: PersonChange & { readonly sameAs: string }): Promise<void> {
  const { personId, sameAs, by } = change;
  const registry = await deps.recognizer.people.registry();
  const userId = memberOfPerson(sameAs);
  if (userId !== undefined && registry.mergedWith(sameAs).length === 0) {
    await linkAccount(deps, { personId, userId, by });
    return;
  }
  await checkMayChange(deps, registry, [personId, sameAs], by);
  await deps.recognizer.people.merge({ personId, intoId: sameAs, by });
  deps.log.info(`${by} merged person ${personId} into ${sameAs}.`);
}

/**
 * Links a person without an account to a member whom no one has named yet. Like naming a face after a member, anyone may do this. It
 * is a merge: tags stay as they are, and it can be undone.
 * @returns the member as a person, with the name Slack shows, whatever the other one was called.
 * @throws UserFacingError if the person is linked already, or `by` may not change the member.
 */
export async function linkAccount(
  deps: ChangeDeps,
  { personId, userId, by }: PersonChange & { readonly userId: string },
): Promise<Person> {
  const { people } = deps.recognizer;
  const registry = await people.registry();
  const person = findRecord(registry, personId);
  const memberId = personIdOfMember(userId);
  if (accountsOf(registry, [personId]).length > 0) throw new UserFacingError(personHasAccount(person.name));
  if (registry.mergedWith(memberId).length > 0) await checkMayChange(deps, registry, [memberId], by);
  const name = (await deps.directory.findMember(userId))?.name;
  if (name === undefined) throw new UserFacingError(WORDING.personGone);
  const member = await people.add({ id: memberId, name });
  await people.merge({ personId, intoId: member.id, by });
  deps.directory.forgetPeople();
  deps.log.info(`${by} said that person ${personId} is member ${userId}.`);
  return member;
}

/** Undoes a change. The person who made it may do so too. @throws UserFacingError if `by` may not. */
export async function undoChange(deps: ChangeDeps, { kind, personId, at }: ChangeRef, by: string): Promise<void> {
  const { people } = deps.recognizer;
  const registry = await people.registry();
  if (changeOf(findRecord(registry, personId), kind)?.by !== by) await checkMayChange(deps, registry, [personId], by);
  if (kind === 'renamed') await people.undoRename({ personId, renamedAt: at });
  else if (kind === 'merged') await people.split({ personId });
  else await people.restore({ personId });
  deps.log.info(`${by} undid that person ${personId} was ${kind}.`);
}

function changeOf(record: PersonRecord, kind: ChangeRef['kind']): Change | undefined {
  return kind === 'renamed' ? record.renames.at(-1) : record[kind];
}

function findRecord(registry: PersonRegistry, personId: string): PersonRecord {
  const record = registry.records.find(({ id }) => id === personId);
  if (record === undefined) throw new UserFacingError(WORDING.personGone);
  return record;
}

async function checkMayChange(
  deps: ChangeDeps,
  registry: PersonRegistry,
  personIds: readonly string[],
  by: string,
): Promise<void> {
  for (const personId of personIds) {
    const record = findRecord(registry, personId);
    if (await mayChange(deps, by, accountsOf(registry, [personId]))) continue;
    deps.log.info(`${by} may not change person ${personId}.`);
    throw new UserFacingError(mayNotChange((registry.resolve(record) ?? record).name));
  }
}
