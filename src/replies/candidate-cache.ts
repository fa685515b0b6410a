import { LRUCache } from 'lru-cache';
import type { Deps } from '../deps.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import type { Candidates, Photo } from '../faces/model.js';
import { resolveCandidates } from '../faces/person-registry.js';
import { orUndefined } from '../failures.js';
import { timed } from '../measurements.js';
import { createSingleFlight } from '../single-flight.js';
import { fetchPicture } from './fetch-picture.js';

/** Caches the candidates for recent photos, so that a click needs neither a download nor a second prediction. */
export interface CandidateCache {
  /** Asks the recogniser and caches its answer. */
  find(photo: Photo, picture: Uint8Array, onWarmingUp?: () => void): Promise<Candidates>;
  /** From the cache; undefined if they are not cached. */
  peek(photo: Photo): Promise<Candidates | undefined>;
  /** From the cache, or asks again with the photo from Slack. No candidates if Slack no longer has the photo. */
  recall(photo: Photo): Promise<Candidates>;
  /** Clears the cache after a change of model. */
  forgetAll(): void;
}

const MAX_PHOTOS = 500;
/** Another process may have trained since. */
const MAX_AGE_MS = 10 * 60_000;
const NO_CANDIDATES: Candidates = { engine: '', byFace: new Map() };

export function createCandidateCache(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log' | 'sleep'>,
): CandidateCache {
  const byPhoto = new LRUCache<string, Candidates>({ max: MAX_PHOTOS, ttl: MAX_AGE_MS });
  /** A photo is fetched once, however many ask at the same time. */
  const asking = createSingleFlight<Candidates>();
  let generation = 0;

  async function find(photo: Photo, picture: Uint8Array, onWarmingUp = () => {}): Promise<Candidates> {
    const asked = generation;
    const candidates = await timed('suggest', () =>
      deps.recognizer.model.findCandidates(photo, picture, { onWarmingUp }),
    );
    // An answer of the previous model must not be cached.
    if (asked === generation) byPhoto.set(photo.id, candidates);
    return candidates;
  }

  /** Applies merges and removals made since the answer was cached. */
  async function resolve(stored: Candidates): Promise<Candidates> {
    if (stored.byFace.size === 0 && stored.asScored === undefined) return stored;
    return resolveCandidates(await deps.recognizer.people.registry(), stored);
  }

  async function findAgain(photo: Photo): Promise<Candidates> {
    const fileId = fileIdOfPhoto(photo.id);
    if (fileId === undefined || photo.faces.length === 0) return NO_CANDIDATES;
    const picture = await orUndefined(fetchPicture(deps, { id: fileId }), `No picture for ${photo.id}`, deps.log.warn);
    return picture === undefined ? NO_CANDIDATES : find(photo, picture.jpeg);
  }

  return {
    find,
    async peek(photo) {
      const stored = byPhoto.get(photo.id);
      return stored && (await resolve(stored));
    },
    async recall(photo) {
      const stored = byPhoto.get(photo.id);
      return stored === undefined ? asking.run(photo.id, () => findAgain(photo)) : resolve(stored);
    },
    forgetAll() {
      generation += 1;
      byPhoto.clear();
      asking.forgetAll();
    },
  };
}
