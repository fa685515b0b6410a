import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { atMost } from '../../cache-limit.js';

/** Ids of stored pictures by the hash of their bytes: Clarifai itself stores the same bytes again under every new id. */
export interface ImageHashCache {
  find(hash: string): string | undefined;
  add(hash: string, photoId: string): void;
  remove(photoId: string): void;
}

/** An entry takes about 200 bytes. At worst, a picture that was evicted is stored twice. */
const MAX_PICTURES = 20_000;

export function createImageHashCache(): ImageHashCache {
  const photoIds = new LRUCache<string, string>(atMost(MAX_PICTURES));
  return {
    find: (hash) => photoIds.get(hash),
    add: (hash, photoId) => void photoIds.set(hash, photoId),
    remove(photoId) {
      for (const [hash, id] of [...photoIds]) if (id === photoId) photoIds.delete(hash);
    },
  };
}

export function hashOf(picture: Uint8Array): string {
  return createHash('sha256').update(picture).digest('base64');
}
