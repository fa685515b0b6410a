import { type Input, StatusCode, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { fromStatus } from '../transport/call.js';
import { type ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { PAGE_SIZE } from '../transport/paging.js';
import { poll } from '../transport/waiting.js';
import { MAX_BATCH_PHOTOS } from './photo-batches.js';

/** How the search of one photo ended: without an error it can be read. */
interface SearchEnd {
  readonly input?: Input | undefined;
  readonly error?: ClarifaiError;
}

/**
 * Waits until one photo has been searched for faces, whatever else the application holds or has failed with.
 * @throws ClarifaiError of kind `not_found` when it is not there, `unreadable` when it cannot be read.
 */
export async function waitUntilSearched(session: Session, photoId: string): Promise<Input> {
  return await poll(session.clock, session.polling.photo, { ...SEARCH, rpc: 'GetInput' }, async () => {
    const reply = await session.call('getInput', new service.GetInputRequest().setInputId(photoId));
    const end = endOf(reply.getInput());
    if (end?.error !== undefined) throw end.error;
    return end?.input;
  });
}

/**
 * The same for the photos of one batch, with one call for all of them each time. Others in the application are not looked at.
 * @returns by photo id, in no particular order; those not done when the limit is reached have an error of kind `timeout`.
 */
export async function waitUntilAllSearched(
  session: Session,
  photoIds: readonly string[],
): Promise<ReadonlyMap<string, SearchEnd>> {
  const ends = new Map<string, SearchEnd>();
  const [only] = photoIds;
  if (only === undefined) return ends;
  if (photoIds.length === 1) return ends.set(only, await endOfSearch(session, only));
  const left = () => photoIds.filter((photoId) => !ends.has(photoId));
  try {
    await poll(session.clock, session.polling.photo, { ...SEARCH, rpc: 'ListInputs' }, async () => {
      for (const input of await lookAt(session, left())) {
        const end = endOf(input);
        if (end !== undefined) ends.set(input.getId(), end);
      }
      return left().length === 0 ? true : undefined;
    });
  } catch (error) {
    if (!isClarifaiError(error) || error.kind === 'cancelled') throw error;
    for (const photoId of left()) ends.set(photoId, { error });
  }
  return ends;
}

async function endOfSearch(session: Session, photoId: string): Promise<SearchEnd> {
  try {
    return { input: await waitUntilSearched(session, photoId) };
  } catch (error) {
    if (!isClarifaiError(error) || error.kind === 'cancelled') throw error;
    return { error };
  }
}

/** Removes a photo with its faces and tags. A photo that is not there counts as removed. */
export async function removePhoto(session: Session, photoId: string): Promise<void> {
  session.recentUntags.addPhoto(photoId);
  await removePhotos(session, [photoId]);
}

/** Removes photos with their faces and tags; what is not there is as good as removed. */
export async function removePhotos(session: Session, photoIds: readonly string[]): Promise<void> {
  if (photoIds.length === 0) return;
  for (let start = 0; start < photoIds.length; start += MAX_BATCH_PHOTOS) {
    const ids = photoIds.slice(start, start + MAX_BATCH_PHOTOS);
    for (const photoId of ids) session.imageHashes.forget(photoId);
    try {
      await session.call('deleteInputs', new service.DeleteInputsRequest().setIdsList([...ids]));
    } catch (error) {
      if (!isClarifaiError(error, 'not_found')) throw error;
      if (ids.length > 1) for (const photoId of ids) await removePhotos(session, [photoId]);
    }
  }
  // Deleting goes on after the answer: it is done when the photos cannot be found any more.
  const waiting = { rpc: 'DeleteInputs', for: 'photos to be removed' };
  await poll(session.clock, session.polling.photo, waiting, async () =>
    (await lookAt(session, photoIds)).length === 0 ? true : undefined,
  );
}

/** Those of the given photos that are there. One is asked for by itself: that is the call with the clearest answer. */
async function lookAt(session: Session, photoIds: readonly string[]): Promise<readonly Input[]> {
  const [only] = photoIds;
  if (only !== undefined && photoIds.length === 1) {
    try {
      const reply = await session.call('getInput', new service.GetInputRequest().setInputId(only));
      return [reply.getInput()].filter((input) => input !== undefined);
    } catch (error) {
      if (isClarifaiError(error, 'not_found')) return [];
      throw error;
    }
  }
  const request = new service.ListInputsRequest()
    .setIdsList([...photoIds])
    .setPage(1)
    .setPerPage(PAGE_SIZE);
  const wanted = new Set(photoIds);
  const inputs = (await session.call('listInputs', request)).getInputsList();
  return inputs.filter((input) => wanted.has(input.getId()));
}

const SEARCH = { for: 'a photo to be searched for faces' };

/** @returns undefined while the search goes on. */
function endOf(input: Input | undefined): SearchEnd | undefined {
  const code = input?.getStatus()?.getCode() ?? 0;
  if (PENDING.has(code)) return undefined;
  return SEARCHED.has(code) ? { input } : { input, error: fromStatus('GetInput', input?.getStatus()) };
}

const PENDING: ReadonlySet<number> = new Set([
  StatusCode.ZERO,
  StatusCode.INPUT_PENDING,
  StatusCode.INPUT_IN_PROGRESS,
  StatusCode.INPUT_MODIFY_PENDING,
  StatusCode.INPUT_REINDEX_PENDING,
  StatusCode.INPUT_REINDEX_IN_PROGRESS,
]);
const SEARCHED: ReadonlySet<number> = new Set([
  StatusCode.SUCCESS,
  StatusCode.INPUT_SUCCESS,
  StatusCode.INPUT_MODIFY_SUCCESS,
  StatusCode.INPUT_REINDEX_SUCCESS,
]);
