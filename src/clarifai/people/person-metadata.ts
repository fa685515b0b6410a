import { type Concept, resources } from '../../clarifai-protocol.js';
import type { Change, PersonRecord, Rename } from '../../faces/model.js';
import { dateIn, structsIn, textIn, toStruct } from '../transport/metadata.js';

/**
 * What is stored about a person besides their name, in the metadata of their concept. Every write sets every key, to an empty text
 * if need be, so that it does not matter whether a service replaces metadata or merges keys.
 */

/** Renames that can be undone; metadata should stay small. */
const MAX_RENAMES = 20;

export function recordOf(concept: Concept): PersonRecord {
  const metadata = concept.getMetadata();
  const into = textIn(metadata, 'merged_into');
  return {
    id: concept.getId(),
    name: concept.getName() || concept.getId(),
    renames: structsIn(metadata, 'renames').flatMap((struct): Rename[] => {
      const from = textIn(struct, 'from');
      return from === '' ? [] : [{ from, by: textIn(struct, 'by'), at: dateIn(struct, 'at') }];
    }),
    merged: into === '' ? undefined : { into, ...changeOf(concept, 'merged') },
    removed: textIn(metadata, 'removed_at') === '' ? undefined : changeOf(concept, 'removed'),
  };
}

/** Identifies a write and the write it was based on, for optimistic locking. */
export interface Revision {
  /** Random, different with every write; empty before the first. */
  readonly revision: string;
  /** The revision this write was based on. */
  readonly after: string;
}

export function revisionOf(concept: Concept | undefined): Revision {
  const metadata = concept?.getMetadata();
  return { revision: textIn(metadata, 'revision'), after: textIn(metadata, 'after') };
}

/** The latest, and the first, because it says what a person was called originally. */
function keptRenames(renames: readonly Rename[]): readonly Rename[] {
  return renames.length <= MAX_RENAMES ? renames : [...renames.slice(0, 1), ...renames.slice(1 - MAX_RENAMES)];
}

export function conceptOf(record: PersonRecord, { revision, after }: Revision): Concept {
  const { id, name, renames, merged, removed } = record;
  const metadata = toStruct({
    revision,
    after,
    renames: keptRenames(renames).map(({ from, by, at }) => ({ from, by, at: at.toISOString() })),
    merged_into: merged?.into ?? '',
    merged_by: merged?.by ?? '',
    merged_at: merged?.at.toISOString() ?? '',
    removed_by: removed?.by ?? '',
    removed_at: removed?.at.toISOString() ?? '',
  });
  return new resources.Concept().setId(id).setName(name).setMetadata(metadata);
}

function changeOf(concept: Concept, what: 'merged' | 'removed'): Change {
  const metadata = concept.getMetadata();
  return { by: textIn(metadata, `${what}_by`), at: dateIn(metadata, `${what}_at`) };
}
