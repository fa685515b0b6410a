import { randomUUID } from 'node:crypto';
import type { Concept } from '../../clarifai-protocol.js';
import { service } from '../../clarifai-protocol.js';
import type { PersonRecord } from '../../faces/model.js';
import { createPersonRegistry, type PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { poll } from '../transport/waiting.js';
import { readConcepts } from './people.js';
import { conceptOf, recordOf, revisionOf } from './person-metadata.js';

const MAX_ATTEMPTS = 5;

/**
 * Changes people with optimistic locking, which Clarifai does not offer: each write carries a random revision and the revision it
 * is based on, and is read back. If someone else overwrote it meanwhile, the change is decided again, based on their write.
 *
 * @param decide returns the records to write, all in one call; none if there is nothing to do. It may run several times.
 * @throws ClarifaiError if the service does not store metadata of concepts, or after too many conflicts. Nothing has changed then.
 */
export async function updatePeople(
  session: Session,
  decide: (people: PersonRegistry) => readonly PersonRecord[],
): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const before = await readConcepts(session);
    const changed = decide(createPersonRegistry(before.map(recordOf)));
    if (changed.length === 0) return;
    switch (await writeAndReadBack(session, before, changed)) {
      case 'stored':
        return;
      case 'overwritten':
        continue;
      case 'not stored': {
        const ids = new Set(changed.map(({ id }) => id));
        await patchConcepts(
          session,
          before.filter((concept) => ids.has(concept.getId())),
        );
        throw metadataNotStored();
      }
    }
  }
  throw tooManyConflicts();
}

/** @param before the concepts that `changed` is based on. */
async function writeAndReadBack(
  session: Session,
  before: readonly Concept[],
  changed: readonly PersonRecord[],
): Promise<'stored' | 'overwritten' | 'not stored'> {
  const revision = randomUUID();
  const revisionBefore = (id: string) => revisionOf(conceptWithId(before, id)).revision;
  await patchConcepts(
    session,
    changed.map((record) => conceptOf(record, { revision, after: revisionBefore(record.id) })),
  );
  const waiting = { rpc: 'PatchConcepts', for: 'a change of a person to be readable' };
  try {
    return await poll(session.clock, session.polling.tag, waiting, async () => {
      const now = await readConcepts(session);
      const states = changed.map(({ id }) => {
        const current = revisionOf(conceptWithId(now, id));
        // A later write based on ours includes it.
        if (current.revision === revision || current.after === revision) return 'stored';
        return current.revision === revisionBefore(id) ? 'pending' : 'overwritten';
      });
      if (states.every((state) => state === 'stored')) return 'stored';
      return states.includes('pending') ? undefined : 'overwritten';
    });
  } catch (error) {
    if (isClarifaiError(error, 'timeout') && error.rpc === waiting.rpc) return 'not stored';
    throw error;
  }
}

async function patchConcepts(session: Session, concepts: readonly Concept[]): Promise<void> {
  const request = new service.PatchConceptsRequest().setAction('overwrite').setConceptsList([...concepts]);
  try {
    await session.call('patchConcepts', request, { secrets: concepts.map((concept) => concept.getName()) });
  } finally {
    session.invalidateRegistry();
  }
}

function conceptWithId(concepts: readonly Concept[], id: string): Concept | undefined {
  return concepts.find((concept) => concept.getId() === id);
}

function metadataNotStored(): ClarifaiError {
  return new ClarifaiError({
    kind: 'rejected',
    rpc: 'PatchConcepts',
    description: 'The service does not store metadata of concepts',
    advice: 'The face service only stores people’s names, so I couldn’t save this. Nothing has changed.',
  });
}

function tooManyConflicts(): ClarifaiError {
  return new ClarifaiError({
    kind: 'unavailable',
    rpc: 'PatchConcepts',
    description: `Overwritten by others ${MAX_ATTEMPTS} times in a row`,
    advice: 'Others are changing the same person right now, so I couldn’t save this. Please try again.',
  });
}
