import { LRUCache } from 'lru-cache';
import type { Operation } from '../operation.js';
import { addPhotos } from './add-photos.js';
import type { NewPhoto } from './new-photo.js';
import { findSources, listRecentPhotos } from './photo-sources.js';
import { removePhoto } from './photos.js';
import { readPhoto } from './read-photo.js';

/** How long after the search for faces ended a photo without any may still get some. */
const JUST_SEARCHED_MS = 15_000;

/** Photos, the faces found on them, and where they were posted. */
export type Photos = ReturnType<typeof createPhotos>;

export function createPhotos(operation: Operation) {
  const justSearched = new LRUCache<string, true>({ max: 1_000, ttl: JUST_SEARCHED_MS });
  return {
    add: operation(async (session, photos: readonly NewPhoto[]) => {
      const kept = await addPhotos(session, photos);
      for (const each of kept) if (each.kind !== 'failed') justSearched.set(each.photoId, true);
      return kept;
    }),
    read: operation(async (session, photoId: string) => {
      const photo = await readPhoto(session, photoId, justSearched.has(photoId));
      justSearched.delete(photoId);
      return photo;
    }),
    remove: operation(removePhoto),
    listRecent: operation(listRecentPhotos),
    findSources: operation(findSources),
  };
}
