import pLimit from 'p-limit';
import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import type { Candidates, Photo } from '../../faces/model.js';
import { nameFaces } from '../../faces/naming.js';
import { thresholdsFor } from '../../faces/thresholds.js';
import { orUndefined } from '../../failures.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import { findPhoto } from '../../replies/render-reply.js';
import { linkToMessage } from '../../slack/conversations.js';
import { MAX_WAITING_SHOWN, type WaitingPhoto } from '../../views/home.js';

export type WaitingDeps = Pick<Deps, 'recognizer' | 'slack' | 'thresholds' | 'log'> & {
  readonly candidateCache: CandidateCache;
};

/** How many of the newest photos are checked. App Home is opened often, and older faces are rarely named. */
const MAX_LOOKED_AT = 60;
const AT_ONCE = 4;
const NO_CANDIDATES: Candidates = { engine: '', byFace: new Map() };

/**
 * The newest photos with unnamed faces, as far as the viewer may see them.
 * @param isTrained false before the first training: no one is recognised, so no photo has to be fetched.
 */
export async function findWaitingPhotos(
  deps: WaitingDeps,
  recent: readonly PhotoSource[],
  visible: ReadonlySet<string>,
  isTrained: boolean,
): Promise<WaitingPhoto[]> {
  const limit = pLimit(AT_ONCE);
  const shown = recent.filter(({ channelId }) => visible.has(channelId)).slice(0, MAX_LOOKED_AT);
  const looks = await Promise.all(shown.map((source) => limit(() => lookAt(deps, source, isTrained))));
  const waiting = looks.filter((look) => look.faces > 0).slice(0, MAX_WAITING_SHOWN);
  return Promise.all(
    waiting.map(async (photo) => ({ ...photo, link: await linkToMessage(deps, photo.channelId, photo.messageTs) })),
  );
}

async function lookAt(deps: WaitingDeps, source: PhotoSource, isTrained: boolean) {
  const { photoId, channelId, messageTs } = source;
  const photo = await findPhoto(deps, photoId);
  return { channelId, messageTs, faces: photo === undefined ? 0 : await countWaiting(deps, photo, isTrained) };
}

async function countWaiting(deps: WaitingDeps, photo: Photo, isTrained: boolean): Promise<number> {
  const unnamed = nameFaces(photo, NO_CANDIDATES, thresholdsFor(NO_CANDIDATES, deps.thresholds)).filter(isOpen).length;
  if (unnamed === 0 || !isTrained) return unnamed;
  const recalled = await orUndefined(
    deps.candidateCache.recall(photo),
    'Waiting faces without candidates',
    deps.log.info,
  );
  const candidates = recalled ?? NO_CANDIDATES;
  return nameFaces(photo, candidates, thresholdsFor(candidates, deps.thresholds)).filter(isOpen).length;
}

function isOpen({ verdict }: ReturnType<typeof nameFaces>[number]): boolean {
  return verdict.kind === 'unknown' || verdict.kind === 'likely';
}
