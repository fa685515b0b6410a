import { isDeepStrictEqual } from 'node:util';
import type { PersonRecord } from '../../faces/model.js';
import { postConcept, readConcepts } from '../people/people.js';
import { recordOf, revisionOf } from '../people/person-metadata.js';
import { updatePeople } from '../people/update-people.js';
import type { Session } from '../session.js';

/** What became of each record, by the ids of the people. */
export interface RestoredPeople {
  readonly added: readonly string[];
  /** They exist already, and stay as they are. */
  readonly known: readonly string[];
  /** They were erased here, so they are not added again. */
  readonly erased: readonly string[];
}

/** How many people are written with one call. */
const BATCH = 100;

/**
 * Adds people with everything recorded about them. People who exist already stay as they are, except those about whom nothing but
 * the name is stored, as after an interrupted run.
 */
export async function restorePeople(session: Session, records: readonly PersonRecord[]): Promise<RestoredPeople> {
  const before = new Set((await readConcepts(session)).map((concept) => concept.getId()));
  const added: string[] = [];
  const refused = new Set<string>();
  for (const { id, name } of records) {
    if (before.has(id)) continue;
    if (await postConcept(session, { id, name })) added.push(id);
    else refused.add(id);
  }
  const now = await readConcepts(session);
  const untouched = new Map(
    now.flatMap((concept) => (revisionOf(concept).revision === '' ? [[concept.getId(), recordOf(concept)]] : [])),
  );
  for (let start = 0; start < records.length; start += BATCH) {
    const batch = records.slice(start, start + BATCH).filter(({ id }) => untouched.has(id));
    await updatePeople(session, ({ records: current }) => {
      const byId = new Map(current.map((record) => [record.id, record]));
      return batch.filter((record) => {
        const stored = byId.get(record.id);
        return isDeepStrictEqual(stored, untouched.get(record.id)) && !isDeepStrictEqual(stored, record);
      });
    });
  }
  const exists = new Set(now.map((concept) => concept.getId()));
  return {
    added,
    known: records.map(({ id }) => id).filter((id) => exists.has(id) && !added.includes(id)),
    // The id is taken, but is no person.
    erased: [...refused].filter((id) => !exists.has(id)),
  };
}
