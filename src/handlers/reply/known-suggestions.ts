import { LRUCache } from 'lru-cache';
import type { Photo, Suggestions } from '../../faces/model.js';
import { fileIdOfPhoto } from '../../views/ids.js';
import { type Deps, timed } from '../deps.js';
import { fetchPicture } from './fetch-picture.js';

/** Who the faces of recent photos could be, so that a click needs no download and no second look. */
export interface KnownSuggestions {
  /** Asks the recogniser, and remembers its answer. */
  suggest(photo: Photo, picture: Uint8Array): Promise<Suggestions>;
  /** What is remembered; undefined when it has to be asked again. */
  peek(photoId: string): Suggestions | undefined;
  /** What is remembered, or asked again with the photo from Slack. Nobody, when Slack no longer has the photo. */
  recall(photo: Photo): Promise<Suggestions>;
  /** After a training every answer may be another. */
  forgetAll(): void;
}

const MAX_PHOTOS = 500;
/** Another process may have trained: nothing is believed for longer. */
const MAX_AGE_MS = 10 * 60_000;

export function createKnownSuggestions(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log' | 'signal' | 'sleep' | 'onStep'>,
): KnownSuggestions {
  const byPhoto = new LRUCache<string, Suggestions>({ max: MAX_PHOTOS, ttl: MAX_AGE_MS });
  let generation = 0;

  async function suggest(photo: Photo, picture: Uint8Array): Promise<Suggestions> {
    const asked = generation;
    const suggestions = await timed(deps, 'suggest', () =>
      deps.recognizer.suggest(photo, picture, { signal: deps.signal }),
    );
    // An answer from before a training must not outlive it.
    if (asked === generation) byPhoto.set(photo.id, suggestions);
    return suggestions;
  }

  async function recall(photo: Photo): Promise<Suggestions> {
    const known = byPhoto.get(photo.id);
    if (known !== undefined) return known;
    const fileId = fileIdOfPhoto(photo.id);
    if (fileId === undefined || photo.faces.length === 0) return NOBODY;
    const picture = await fetchPicture(deps, { id: fileId }).catch((error: unknown) => {
      deps.signal.throwIfAborted();
      deps.log.warn(`No picture for ${photo.id}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    return picture === undefined ? NOBODY : suggest(photo, picture.jpeg);
  }

  return {
    suggest,
    recall,
    peek: (photoId) => byPhoto.get(photoId),
    forgetAll() {
      generation += 1;
      byPhoto.clear();
    },
  };
}

const NOBODY: Suggestions = { engine: '', byFace: new Map() };
