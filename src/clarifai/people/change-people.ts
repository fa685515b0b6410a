import { randomUUID } from 'node:crypto';
import { type Concept, service } from '../../clarifai-protocol.js';
import type { PersonRecord } from '../../faces/model.js';
import { createPersonRegistry, type PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { poll } from '../transport/waiting.js';
import { readConcepts } from './people.js';
import { conceptOf, recordOf, revisionOf } from './person-metadata.js';

/** Who changes a person. `by` is a Slack user id. */
interface PersonChange {
  readonly personId: string;
  readonly by: string;
}

/** Gives a person another name, and keeps the one before. */
export async function renamePerson(
  session: Session,
  { personId, name, by }: PersonChange & { readonly name: string },
): Promise<void> {
  await changePeople(session, (people) => {
    const person = findRecord(people, personId);
    if (person.name === name) return [];
    return [{ ...person, name, renames: [...person.renames, { from: person.name, by, at: new Date() }] }];
  });
}

/** Takes the latest new name back. @param rename.renamedAt when it was given: another one is left alone. */
export async function undoRename(
  session: Session,
  { personId, renamedAt }: { readonly personId: string; readonly renamedAt: Date },
): Promise<void> {
  await changePeople(session, (people) => {
    const person = findRecord(people, personId);
    const latest = person.renames.at(-1);
    if (latest?.at.getTime() !== renamedAt.getTime()) return [];
    return [{ ...person, name: latest.from, renames: person.renames.slice(0, -1) }];
  });
}

/** Has a person count as another one. What was said about either stays as it is, so that they can be split again. */
export async function mergePeople(
  session: Session,
  { personId, intoId, by }: PersonChange & { readonly intoId: string },
): Promise<void> {
  await changePeople(session, (people) => {
    const [person, target] = [findRecord(people, personId), findRecord(people, intoId)];
    const into = people.resolve(target)?.id ?? target.id;
    if (people.resolve(person)?.id === into || person.id === into) return [];
    return [{ ...person, merged: { into, by, at: new Date() } }];
  });
}

/** Has a person count as themselves again. */
export async function splitPerson(session: Session, { personId }: { readonly personId: string }): Promise<void> {
  await changePeople(session, (people) => {
    const person = findRecord(people, personId);
    if (person.merged === undefined) return [];
    // A merge the other way round, which two people made at the same moment, would come into force now.
    const ids = new Set(ignoredAmong(people, person)).add(personId);
    return people.records.filter(({ id }) => ids.has(id)).map((record) => ({ ...record, merged: undefined }));
  });
}

/** Of the merges that lead on from somebody, those that are not in force. */
function ignoredAmong(people: PersonRegistry, start: PersonRecord): string[] {
  const seen = new Set<string>();
  let record: PersonRecord | undefined = start;
  while (record !== undefined && !seen.has(record.id)) {
    seen.add(record.id);
    const into: string | undefined = record.merged?.into;
    record = people.records.find(({ id }) => id === into);
  }
  return [...seen].filter((id) => people.ignoredMerges.has(id));
}

/** Has a person not be named any more. What was said about them stays, so that they can be put back. */
export async function removePerson(session: Session, { personId, by }: PersonChange): Promise<void> {
  await changePeople(session, (people) => {
    const person = findRecord(people, personId);
    return person.removed === undefined ? [{ ...person, removed: { by, at: new Date() } }] : [];
  });
}

/** Puts a removed person back. */
export async function restorePerson(session: Session, { personId }: { readonly personId: string }): Promise<void> {
  await changePeople(session, (people) => {
    const person = findRecord(people, personId);
    return person.removed === undefined ? [] : [{ ...person, removed: undefined }];
  });
}

/** Somebody else may change the same person in the same moment; more rounds than that are no coincidence. */
const MAX_ROUNDS = 5;

/**
 * Makes a change in one write, so that nobody ever sees half of it, and reads it back. A change that somebody else's
 * overwrote in the same moment is made again, on top of theirs.
 * @param decide the records that change, as they are to be; none when there is nothing to do.
 * @throws ClarifaiError when the service does not keep what it was told; names are then put back as they were.
 */
async function changePeople(
  session: Session,
  decide: (people: PersonRegistry) => readonly PersonRecord[],
): Promise<void> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const before = await readConcepts(session);
    const changed = decide(createPersonRegistry(before.map(recordOf)));
    if (changed.length === 0) return;
    const revision = randomUUID();
    const write = changed.map((record) => conceptOf(record, { revision, after: revisionIn(before, record.id) }));
    await patch(session, write);
    const outcome = await readBack(session, before, write);
    if (outcome === 'kept') return;
    if (outcome === 'forgotten') {
      await patch(
        session,
        before.filter((concept) => changed.some(({ id }) => id === concept.getId())),
      );
      break;
    }
  }
  throw new ClarifaiError({
    kind: 'rejected',
    rpc: 'PatchConcepts',
    description: 'What was said about a person does not come back',
    advice: 'The face service only stores people’s names, so I couldn’t save this. Nothing has changed.',
  });
}

/** Whether a write is what others see now, or something that was made on top of it. */
async function readBack(
  session: Session,
  before: readonly Concept[],
  write: readonly Concept[],
): Promise<'kept' | 'overwritten' | 'forgotten'> {
  const waiting = { rpc: 'PatchConcepts', for: 'a change of a person to be readable' };
  try {
    return await poll(session.clock, session.polling.tag, waiting, async () => {
      const now = await readConcepts(session);
      const seen = write.map((concept) => {
        const id = concept.getId();
        const ours = revisionOf(concept).revision;
        const current = now.find((each) => each.getId() === id);
        const { revision, after } = revisionOf(current);
        if (revision === ours || after === ours) return 'kept';
        return revision === revisionIn(before, id) ? 'not yet' : 'overwritten';
      });
      if (seen.every((each) => each === 'kept')) return 'kept';
      return seen.includes('not yet') ? undefined : 'overwritten';
    });
  } catch (error) {
    if (isClarifaiError(error, 'timeout') && error.rpc === waiting.rpc) return 'forgotten';
    throw error;
  }
}

async function patch(session: Session, concepts: readonly Concept[]): Promise<void> {
  const request = new service.PatchConceptsRequest().setAction('overwrite').setConceptsList([...concepts]);
  try {
    await session.call('patchConcepts', request, { secrets: concepts.map((concept) => concept.getName()) });
  } finally {
    session.forgetRegistry();
  }
}

function revisionIn(concepts: readonly Concept[], id: string): string {
  return revisionOf(concepts.find((concept) => concept.getId() === id)).revision;
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
