import type { ModelVersion } from '../../clarifai-protocol.js';
import { numberIn, textIn } from '../transport/metadata.js';

/** What decides which of two versions is later. */
export interface VersionOrder {
  /** 1 for the first training, and one more than any version there was when a training began. 0 if none is stored (before 0.3). */
  readonly revision: number;
  /** When its training began to read tags, in milliseconds since 1970. */
  readonly tagsReadAt: number;
  readonly versionId: string;
}

/**
 * Sorts the latest first. Revisions decide, because a clock can be wrong: a version made while it was ahead must not win for good.
 * Only trainings that ran at the same time have equal revisions. The id makes the order the same for every process.
 */
export function latestFirst(a: VersionOrder, b: VersionOrder): number {
  return b.revision - a.revision || b.tagsReadAt - a.tagsReadAt || (a.versionId < b.versionId ? 1 : -1);
}

export function orderOf(version: ModelVersion): VersionOrder {
  return {
    revision: numberIn(version.getMetadata(), 'revision') ?? 0,
    tagsReadAt: trainedAt(version),
    versionId: version.getId(),
  };
}

/** The revision for a training that begins now. @param versions every version there is. */
export function nextRevision(versions: readonly ModelVersion[]): number {
  return Math.max(0, ...versions.map((version) => orderOf(version).revision)) + 1;
}

/** When the training that made a version began to read tags, in milliseconds since 1970. */
export function trainedAt(version: ModelVersion): number {
  const at = Date.parse(textIn(version.getMetadata(), 'trained_at'));
  return Number.isNaN(at) ? createdAt(version) : at;
}

/** In milliseconds since 1970, by the service's clock. */
function createdAt(version: ModelVersion): number {
  return version.getCreatedAt()?.toDate().getTime() ?? 0;
}
