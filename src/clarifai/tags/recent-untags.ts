import { LRUCache } from 'lru-cache';
import { atMost } from '../../cache-limit.js';

/** Faces whose tag or photo this process removed lately. Such a tag is not lost when it is missing after a training. */
export interface RecentUntags {
  addFace(photoId: string, faceId: string): void;
  addPhoto(photoId: string): void;
  has(face: { readonly photoId: string; readonly faceId: string }): boolean;
}

const MAX_ENTRIES = 20_000;
/** Longer than any training. */
const TTL_MS = 60 * 60_000;

export function createRecentUntags(): RecentUntags {
  const keys = new LRUCache<string, true>({ ...atMost(MAX_ENTRIES), ttl: TTL_MS });
  return {
    addFace: (photoId, faceId) => void keys.set(`${photoId} ${faceId}`, true),
    addPhoto: (photoId) => void keys.set(photoId, true),
    has: ({ photoId, faceId }) => keys.has(photoId) || keys.has(`${photoId} ${faceId}`),
  };
}
