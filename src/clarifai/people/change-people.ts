import type { PersonRecord } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { ClarifaiError } from '../transport/errors.js';
import { updatePeople } from './update-people.js';

interface PersonChange {
  readonly personId: string;
  /** Slack user id. */
  readonly by: string;
}

/** Renames a person and stores the previous name. */
export async function renamePerson(
  session: Session,
  { personId, name, by }: PersonChange & { readonly name: string },
): Promise<void> {
  await updatePeople(session, (people) => {
    const person = findRecord(people, personId);
    if (person.name === name) return [];
    return [{ ...person, name, renames: [...person.renames, { from: person.name, by, at: new Date() }] }];
  });
}

/** Undoes the latest rename. @param rename.renamedAt identifies it: if there was a later one, nothing changes. */
export async function undoRename(
  session: Session,
  { personId, renamedAt }: { readonly personId: string; readonly renamedAt: Date },
): Promise<void> {
  await updatePeople(session, (people) => {
    const person = findRecord(people, personId);
    const latest = person.renames.at(-1);
    if (latest?.at.getTime() !== renamedAt.getTime()) return [];
    return [{ ...person, name: latest.from, renames: person.renames.slice(0, -1) }];
  });
}

/** Merges a person into another one. Their tags and rejections stay as they are, so that the two can be split again. */
export async function mergePeople(
  session: Session,
  { personId, intoId, by }: PersonChange & { readonly intoId: string },
): Promise<void> {
  await updatePeople(session, (people) => {
    const [person, target] = [findRecord(people, personId), findRecord(people, intoId)];
    const into = people.resolve(target)?.id ?? target.id;
    if (people.resolve(person)?.id === into || person.id === into) return [];
    return [{ ...person, merged: { into, by, at: new Date() } }];
  });
}

/** Undoes the merge of a person into another one. */
export async function splitPerson(session: Session, { personId }: { readonly personId: string }): Promise<void> {
  await updatePeople(session, (people) => {
    const person = findRecord(people, personId);
    if (person.merged === undefined) return [];
    // Two people can merge a pair in both directions at once; then one merge is ignored, and would come into force now.
    const ids = new Set(ignoredMergesFrom(people, person)).add(personId);
    return people.records.filter(({ id }) => ids.has(id)).map((record) => ({ ...record, merged: undefined }));
  });
}

/** Follows the merges from a person on. @returns the ids of people whose merge is ignored because it closes a circle. */
function ignoredMergesFrom(people: PersonRegistry, start: PersonRecord): string[] {
  const visited = new Set<string>();
  let record: PersonRecord | undefined = start;
  while (record !== undefined && !visited.has(record.id)) {
    visited.add(record.id);
    const into: string | undefined = record.merged?.into;
    record = people.records.find(({ id }) => id === into);
  }
  return [...visited].filter((id) => people.ignoredMerges.has(id));
}

/** Stops naming a person. Their tags and rejections stay, so that they can be restored. */
export async function removePerson(session: Session, { personId, by }: PersonChange): Promise<void> {
  await updatePeople(session, (people) => {
    const person = findRecord(people, personId);
    return person.removed === undefined ? [{ ...person, removed: { by, at: new Date() } }] : [];
  });
}

/** Restores a removed person. */
export async function restorePerson(session: Session, { personId }: { readonly personId: string }): Promise<void> {
  await updatePeople(session, (people) => {
    const person = findRecord(people, personId);
    return person.removed === undefined ? [] : [{ ...person, removed: undefined }];
  });
}

function findRecord(people: PersonRegistry, id: string): PersonRecord {
  const record = people.records.find((each) => each.id === id);
  if (record !== undefined) return record;
  throw new ClarifaiError({
    kind: 'not_found',
    rpc: 'ListConcepts',
    description: 'There is no such person',
    advice: 'I no longer know this person. Please choose again.',
  });
}
