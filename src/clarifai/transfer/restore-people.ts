import { isDeepStrictEqual } from 'node:util';
import { resources, service } from '../../clarifai-protocol.js';
import type { PersonRecord } from '../../faces/model.js';
import { ERASED_NAME } from '../people/erase-person.js';
import { postConcept, readConcepts } from '../people/people.js';
import { consentMetadata, recordOf, revisionOf } from '../people/person-metadata.js';
import { updatePeople } from '../people/update-people.js';
import type { Session } from '../session.js';
import { toStruct } from '../transport/metadata.js';

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
        return isSame(stored, untouched.get(record.id)) && !isSame(stored, record);
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

/** Whether two records say the same, whether or not fields without a value are set. */
function isSame(one: PersonRecord | undefined, other: PersonRecord | undefined): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(one ?? null)), JSON.parse(JSON.stringify(other ?? null)));
}

/**
 * Stores that people asked never to be named, of whom nothing else is stored. People who are known stay as they are.
 * @param refusals when each of them asked, by person id.
 */
export async function restoreRefusals(session: Session, refusals: ReadonlyMap<string, Date>): Promise<void> {
  const added: string[] = [];
  for (const id of refusals.keys()) if (await postConcept(session, { id, name: ERASED_NAME })) added.push(id);
  if (added.length === 0) return;
  const shells = added.map((id) => {
    const at = refusals.get(id) ?? new Date();
    const metadata = toStruct({ ...consentMetadata({ choice: 'never', at }), forgotten_at: at.toISOString() });
    return new resources.Concept().setId(id).setName(ERASED_NAME).setMetadata(metadata);
  });
  await session.call(
    'patchConcepts',
    new service.PatchConceptsRequest().setAction('overwrite').setConceptsList(shells),
  );
  session.invalidateRegistry();
}
