import { LRUCache } from 'lru-cache';
import { type Deps, timed } from '../deps.js';
import { messageOf } from '../errors.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import type { Candidates, Photo } from '../faces/model.js';
import { resolveCandidates } from '../faces/person-registry.js';
import { within } from '../slack/timeout.js';
import { fetchPicture } from './fetch-picture.js';

/** Who the faces of recent photos could be, so that a click needs no download and no second look. */
export interface CandidateCache {
  /** Asks the recogniser, and remembers its answer. */
  find(photo: Photo, picture: Uint8Array, onWarmingUp?: () => void): Promise<Candidates>;
  /** What is remembered, or asked again with the photo from Slack. Nobody, when Slack no longer has the photo. */
  recall(photo: Photo): Promise<Candidates>;
  /** The same by id, for a menu that cannot wait: undefined when it takes longer than a second. */
  recallSoon(photoId: string): Promise<Candidates | undefined>;
  /** After a training every answer may be another. */
  forgetAll(): void;
}

const MAX_PHOTOS = 500;
/** Another process may have trained: nothing is believed for longer. */
const MAX_AGE_MS = 10 * 60_000;
/** A menu has to be answered within 3 s, and feels slow long before. */
const MENU_PATIENCE_MS = 1000;

export function createCandidateCache(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log' | 'signal' | 'sleep' | 'onStep'>,
): CandidateCache {
  const byPhoto = new LRUCache<string, Candidates>({ max: MAX_PHOTOS, ttl: MAX_AGE_MS });
  const asking = new Map<string, Promise<Candidates>>();
  let generation = 0;

  async function find(photo: Photo, picture: Uint8Array, onWarmingUp = () => {}): Promise<Candidates> {
    const asked = generation;
    const candidates = await timed(deps, 'suggest', () =>
      deps.recognizer.model.findCandidates(photo, picture, { onWarmingUp }),
    );
    // An answer from before a training must not outlive it.
    if (asked === generation) byPhoto.set(photo.id, candidates);
    return candidates;
  }

  async function recall(photo: Photo): Promise<Candidates> {
    const known = byPhoto.get(photo.id);
    return known === undefined ? once(photo.id, () => askAgain(photo)) : withCurrentPeople(known);
  }

  /** Somebody may have merged two people since, say: then what is remembered names both. */
  async function withCurrentPeople(known: Candidates): Promise<Candidates> {
    if (known.byFace.size === 0 && known.asScored === undefined) return known;
    return resolveCandidates(await deps.recognizer.people.registry(), known);
  }

  async function recallSoon(photoId: string): Promise<Candidates | undefined> {
    const known = byPhoto.get(photoId);
    // The next time the menu is asked (on the next letter typed) it may be there.
    const answer =
      known === undefined
        ? once(photoId, async () => askAgain(await deps.recognizer.photos.read(photoId)))
        : withCurrentPeople(known);
    const later = answer.catch((error: unknown) => {
      deps.log.warn(`No candidates for ${photoId}: ${messageOf(error)}`);
      return undefined;
    });
    return within(MENU_PATIENCE_MS, later);
  }

  /** However many ask at the same time, the photo is fetched once. */
  function once(photoId: string, ask: () => Promise<Candidates>): Promise<Candidates> {
    const current = asking.get(photoId);
    if (current !== undefined) return current;
    const answer = ask().finally(() => {
      if (asking.get(photoId) === answer) asking.delete(photoId);
    });
    asking.set(photoId, answer);
    return answer;
  }

  async function askAgain(photo: Photo): Promise<Candidates> {
    const fileId = fileIdOfPhoto(photo.id);
    if (fileId === undefined || photo.faces.length === 0) return NOBODY;
    const picture = await fetchPicture(deps, { id: fileId }).catch((error: unknown) => {
      deps.signal.throwIfAborted();
      deps.log.warn(`No picture for ${photo.id}: ${messageOf(error)}`);
      return undefined;
    });
    return picture === undefined ? NOBODY : find(photo, picture.jpeg);
  }

  return {
    find,
    recall,
    recallSoon,
    forgetAll() {
      generation += 1;
      byPhoto.clear();
      asking.clear();
    },
  };
}

const NOBODY: Candidates = { engine: '', byFace: new Map() };
