import { LRUCache } from 'lru-cache';

/** Faces whose name this process took back lately, or whose photo it removed: when such a tag is gone, it is not lost. */
export interface RecentUntags {
  addFace(photoId: string, faceId: string): void;
  addPhoto(photoId: string): void;
  has(face: { readonly photoId: string; readonly faceId: string }): boolean;
}

const MAX_KEPT = 20_000;
/** Longer than any training. */
const KEPT_FOR_MS = 60 * 60_000;

export function createRecentUntags(): RecentUntags {
  const keys = new LRUCache<string, true>({ max: MAX_KEPT, ttl: KEPT_FOR_MS });
  return {
    addFace: (photoId, faceId) => void keys.set(`${photoId} ${faceId}`, true),
    addPhoto: (photoId) => void keys.set(photoId, true),
    has: ({ photoId, faceId }) => keys.has(photoId) || keys.has(`${photoId} ${faceId}`),
  };
}
