import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** Under which id a picture is kept, by what is in it: Clarifai itself would keep the same bytes as often as they come. */
export interface ImageHashCache {
  find(hash: string): string | undefined;
  remember(hash: string, photoId: string): void;
  forget(photoId: string): void;
}

/** Pictures remembered; an entry takes some 200 bytes. What has been forgotten is kept twice at worst. */
const MAX_PICTURES = 20_000;

export function createImageHashCache(): ImageHashCache {
  const photoIds = new LRUCache<string, string>({ max: MAX_PICTURES });
  return {
    find: (hash) => photoIds.get(hash),
    remember: (hash, photoId) => void photoIds.set(hash, photoId),
    forget(photoId) {
      for (const [hash, id] of [...photoIds]) if (id === photoId) photoIds.delete(hash);
    },
  };
}

/** The same bytes have the same hash, and no others. */
export function hashOf(picture: Uint8Array): string {
  return createHash('sha256').update(picture).digest('base64');
}
