import { type Concept, resources } from '../../clarifai-protocol.js';
import type { Change, PersonRecord, Rename } from '../../faces/model.js';
import { dateIn, structsIn, textIn, toStruct } from '../transport/metadata.js';

/**
 * What is kept of a person beside their name, in the metadata of their concept. Every key is written every time, empty when
 * there is nothing to say: so it makes no difference whether a service replaces metadata or sets its keys one by one.
 */

/** Renames kept for undoing. Metadata is no place for a long history. */
const MAX_RENAMES = 20;

/** A concept as a person, with what was kept about them. */
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

/** Which write it was that somebody reads, and which one it was made on top of: so nobody overwrites another unseen. */
export interface Revision {
  /** A random text, different with every write; empty before the first. */
  readonly revision: string;
  readonly after: string;
}

export function revisionOf(concept: Concept | undefined): Revision {
  const metadata = concept?.getMetadata();
  return { revision: textIn(metadata, 'revision'), after: textIn(metadata, 'after') };
}

/** A person as a concept, to overwrite the one that is there. */
export function conceptOf(record: PersonRecord, { revision, after }: Revision): Concept {
  const { id, name, renames, merged, removed } = record;
  const metadata = toStruct({
    revision,
    after,
    renames: renames.slice(-MAX_RENAMES).map(({ from, by, at }) => ({ from, by, at: at.toISOString() })),
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
