import type { PhotoSource } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import type { Candidates, Photo } from '../../faces/model.js';
import { nameFaces } from '../../faces/naming.js';
import { thresholdsFor } from '../../faces/thresholds.js';
import { orUndefined } from '../../failures.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { shownFaces } from '../../replies/store-shown-faces.js';
import { linkToMessage } from '../../slack/conversations.js';
import { MAX_WAITING_SHOWN, type WaitingPhoto } from '../../views/home-waiting.js';

export type WaitingDeps = Pick<Deps, 'recognizer' | 'slack' | 'thresholds' | 'log'> & {
  readonly candidateCache: CandidateCache;
  readonly facePictures: FacePictures;
};

/** How many of the newest photos are checked. App Home is opened often, and older faces are rarely named. */
const MAX_LOOKED_AT = 60;
const AT_ONCE = 4;
const NO_CANDIDATES: Candidates = { engine: '', byFace: new Map() };

/** A photo with faces that no one has answered about, newest first. */
interface UnnamedPhoto {
  readonly source: PhotoSource;
  readonly photo: Photo;
}

/** The newest photos with faces that no one has answered about, as far as the viewer may see them. */
export async function findUnnamed(
  deps: WaitingDeps,
  recent: readonly PhotoSource[],
  visible: ReadonlySet<string>,
): Promise<UnnamedPhoto[]> {
  const shown = recent.filter(({ channelId }) => visible.has(channelId)).slice(0, MAX_LOOKED_AT);
  const photos = await deps.recognizer.photos.readMany(shown.map(({ photoId }) => photoId));
  return shown.flatMap((source) => {
    const photo = photos.get(source.photoId);
    return photo === undefined || findOpen(deps, photo, NO_CANDIDATES).length === 0 ? [] : [{ source, photo }];
  });
}

/**
 * Those of the photos with faces that Rollcall does not recognise either.
 * @param candidates which to use: `none` before the first training, as no one is recognised then; those `cached`; or `all`, for which
 * photos are downloaded again.
 * @returns `isComplete` is false if photos were left out because their candidates are not cached.
 */
export async function findWaitingPhotos(
  deps: WaitingDeps,
  unnamed: readonly UnnamedPhoto[],
  candidates: 'none' | 'cached' | 'all',
): Promise<{ readonly waiting: readonly WaitingPhoto[]; readonly isComplete: boolean }> {
  const waiting: Omit<WaitingPhoto, 'link'>[] = [];
  let isComplete = true;
  for (let start = 0; start < unnamed.length && waiting.length < MAX_WAITING_SHOWN; start += AT_ONCE) {
    const group = unnamed.slice(start, start + AT_ONCE);
    const found = await Promise.all(group.map(({ photo }) => findCandidates(deps, photo, candidates)));
    for (const [index, { source, photo }] of group.entries()) {
      const known = found[index];
      if (known === undefined) isComplete = false;
      const faceIds = known === undefined ? [] : findOpen(deps, photo, known);
      if (faceIds.length === 0) continue;
      const { photoId, channelId, messageTs } = source;
      const pictureFileId = deps.facePictures.findTogether(photoId, faceIds);
      waiting.push({ photoId, channelId, messageTs, faceIds, pictureFileId });
    }
  }
  const links = waiting
    .slice(0, MAX_WAITING_SHOWN)
    .map(async (photo) => ({ ...photo, link: await linkToMessage(deps, photo.channelId, photo.messageTs) }));
  return { waiting: await Promise.all(links), isComplete };
}

/**
 * Stores the faces of photos that were shown by an earlier version, or whose faces could not be stored then, so that they are among the
 * faces without a name.
 * @param isUntrained before the first training no one is recognised, so that no photo has to be downloaded.
 */
export async function storeMissing(
  deps: WaitingDeps,
  unnamed: readonly UnnamedPhoto[],
  isUntrained: boolean,
): Promise<void> {
  for (const { source, photo } of unnamed) {
    if (source.faces !== undefined) continue;
    const candidates = await findCandidates(deps, photo, isUntrained ? 'none' : 'all');
    if (candidates === undefined || candidates.isModelMissing === true) continue;
    if (candidates.engine === '' && !isUntrained) continue;
    const rows = nameFaces(photo, candidates, thresholdsFor(candidates, deps.thresholds));
    const storing = deps.recognizer.photos.storeFaces(photo.id, shownFaces(rows));
    await orUndefined(storing, 'Not stored who is on a photo', deps.log.info);
  }
}

/** @returns undefined if they are not cached and only cached ones are to be used. */
async function findCandidates(
  { candidateCache, log }: WaitingDeps,
  photo: Photo,
  candidates: 'none' | 'cached' | 'all',
): Promise<Candidates | undefined> {
  if (candidates === 'none') return NO_CANDIDATES;
  if (candidates === 'cached') return candidateCache.peek(photo);
  const recalled = candidateCache.recall(photo);
  return (await orUndefined(recalled, 'Waiting faces without candidates', log.info)) ?? NO_CANDIDATES;
}

/** The ids of the faces without a name. */
function findOpen({ thresholds }: WaitingDeps, photo: Photo, candidates: Candidates): string[] {
  return nameFaces(photo, candidates, thresholdsFor(candidates, thresholds))
    .filter(({ verdict }) => verdict.kind === 'unknown' || verdict.kind === 'likely')
    .map(({ face }) => face.id);
}
