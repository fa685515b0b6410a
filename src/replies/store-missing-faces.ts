import { isClarifaiError } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import type { Candidates, Photo } from '../faces/model.js';
import { nameFaces } from '../faces/naming.js';
import { hasOpenFace } from '../faces/open-faces.js';
import { thresholdsFor } from '../faces/thresholds.js';
import { orUndefined } from '../failures.js';
import { createSingleFlight } from '../single-flight.js';
import { isRefusedAs } from '../slack/errors.js';
import { fetchPicture, NotAPhotoError } from './fetch-picture.js';
import { shownFaces } from './store-shown-faces.js';

/**
 * Stores who is on every photo of which that is not stored, for example because an earlier version replied to it: searches and the
 * list of faces without a name only have photos whose faces are stored. What is stored is not looked at again, so an interrupted run is
 * continued by the next one, by any process. Two processes at once store the same twice.
 * @throws ClarifaiError if the service is away.
 */
export type StoreMissingFaces = () => Promise<void>;

type MissingDeps = Pick<
  Deps,
  'recognizer' | 'backgroundSlack' | 'photos' | 'thresholds' | 'log' | 'now' | 'sleep' | 'isClosing'
> & {
  /** Is awaited before each photo, so that a training comes first. */
  readonly whenIdle: () => Promise<void>;
};

/** So many photos are read at once. */
const BATCH = 20;
/** The shortest pause in ms after a photo. Otherwise it is as long as the photo took, so that half of the time is left to replies. */
const MIN_PAUSE_MS = 50;
const NO_CANDIDATES: Candidates = { engine: '', byFace: new Map() };

export function createStoreMissingFaces(deps: MissingDeps): StoreMissingFaces {
  const { recognizer } = deps;
  const running = createSingleFlight<void>();
  return () => running.run('all', storeAll);

  async function storeAll(): Promise<void> {
    const sources = await recognizer.photos.listAll();
    const photoIds = sources.flatMap(({ photoId, faces }) => (faces === undefined ? [photoId] : []));
    let stored = 0;
    for (let start = 0; start < photoIds.length; start += BATCH) {
      // They may have been shown, or stored by another process, meanwhile.
      const now = await recognizer.photos.findSources(photoIds.slice(start, start + BATCH));
      const missing = now.flatMap(({ photoId, faces }) => (faces === undefined ? [photoId] : []));
      const isTrained = (await recognizer.model.state()).last !== undefined;
      for (const photo of (await recognizer.photos.readMany(missing)).values()) {
        await deps.whenIdle();
        if (deps.isClosing()) return;
        const startedAt = deps.now();
        const storing = storeFacesOf(photo, isTrained);
        if (await orUndefined(storing, `Not stored who is on ${photo.id}`, deps.log.info)) stored += 1;
        await deps.sleep(Math.max(MIN_PAUSE_MS, deps.now() - startedAt));
      }
    }
    if (stored > 0) deps.log.info(`Stored who is on ${stored} photos that were posted before.`);
  }

  /** @returns whether it could be. */
  async function storeFacesOf(photo: Photo, isTrained: boolean): Promise<boolean> {
    const candidates = isTrained && hasOpenFace(photo) ? await findCandidates(photo) : NO_CANDIDATES;
    if (candidates.isModelMissing === true) return false;
    const rows = nameFaces(photo, candidates, thresholdsFor(candidates, deps.thresholds));
    try {
      await recognizer.photos.storeFaces(photo.id, shownFaces(rows));
      return true;
    } catch (error) {
      // It was deleted meanwhile.
      if (isClarifaiError(error, 'not_found')) return false;
      throw error;
    }
  }

  /** @returns none if Slack no longer has the picture. */
  async function findCandidates(photo: Photo): Promise<Candidates> {
    const id = fileIdOfPhoto(photo.id);
    if (id === undefined) return NO_CANDIDATES;
    try {
      const { jpeg } = await fetchPicture({ ...deps, slack: deps.backgroundSlack }, { id });
      return await recognizer.model.findCandidates(photo, jpeg);
    } catch (error) {
      if (error instanceof NotAPhotoError || isRefusedAs(error, 'file gone')) return NO_CANDIDATES;
      throw error;
    }
  }
}
