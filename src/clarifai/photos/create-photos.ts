import { LRUCache } from 'lru-cache';
import type { Operation } from '../operation.js';
import { addPhotos } from './add-photos.js';
import type { NewPhoto } from './new-photo.js';
import { createPhotoList } from './photo-list.js';
import { findSources, listRecentPhotos } from './photo-sources.js';
import { removePhoto } from './photos.js';
import { readPhoto, readPhotos } from './read-photo.js';

/** How long the lists of a hosted service may lag behind the end of a search. */
const JUST_SEARCHED_MS = 15_000;

/** Photos, their faces, and where they were posted. */
export type Photos = ReturnType<typeof createPhotos>;

export function createPhotos(operation: Operation) {
  const justSearched = new LRUCache<string, true>({ max: 1_000, ttl: JUST_SEARCHED_MS });
  const list = createPhotoList();
  return {
    add: operation(async (session, photos: readonly NewPhoto[]) => {
      const results = await addPhotos(session, photos);
      list.noteAdded();
      for (const each of results) if (each.kind !== 'failed') justSearched.set(each.photoId, true);
      return results;
    }),
    read: operation(async (session, photoId: string) => {
      const photo = await readPhoto(session, photoId, justSearched.has(photoId));
      justSearched.delete(photoId);
      return photo;
    }),
    readMany: operation(readPhotos),
    remove: operation(async (session, photoId: string) => {
      await removePhoto(session, photoId);
      list.drop(photoId);
    }),
    listRecent: operation(listRecentPhotos),
    listAll: operation(list.read),
    storeFaces: operation(list.storeFaces),
    storeNamed: operation(list.storeNamed),
    findSources: operation(findSources),
  };
}
