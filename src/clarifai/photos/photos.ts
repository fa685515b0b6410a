import { type Input, StatusCode, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { type ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { PAGE_SIZE } from '../transport/paging.js';
import { fromStatus } from '../transport/reply-status.js';
import { poll } from '../transport/waiting.js';
import { MAX_BATCH_PHOTOS } from './photo-batches.js';

/** The end of the search of one photo; without an error its faces can be read. */
interface SearchEnd {
  readonly input?: Input | undefined;
  readonly error?: ClarifaiError;
}

/**
 * Waits until one photo has been searched for faces.
 * @throws ClarifaiError of kind `not_found` if it does not exist, `unreadable` if Clarifai cannot read it.
 */
export async function waitUntilSearched(session: Session, photoId: string): Promise<Input> {
  return await poll(session.clock, session.polling.photo, { ...SEARCH, rpc: 'GetInput' }, async () => {
    const reply = await session.call('getInput', new service.GetInputRequest().setInputId(photoId), {
      waitSeconds: session.polling.photoWaitSeconds,
    });
    const end = endOf(reply.getInput());
    if (end?.error !== undefined) throw end.error;
    return end?.input;
  });
}

/** Whether a photo is waiting for its search, or being searched. @throws ClarifaiError of kind `not_found` if it does not exist. */
export async function isBeingSearched(session: Session, photoId: string): Promise<boolean> {
  const reply = await session.call('getInput', new service.GetInputRequest().setInputId(photoId));
  return endOf(reply.getInput()) === undefined;
}

/**
 * The same for the photos of one batch, with one call per poll.
 * @returns by photo id, in no particular order; unfinished ones have an error of kind `timeout`.
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
      for (const input of await findInputs(session, left(), session.polling.photoWaitSeconds)) {
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

export async function removePhoto(session: Session, photoId: string): Promise<void> {
  session.recentUntags.addPhoto(photoId);
  await removePhotos(session, [photoId]);
}

/** Removes photos with their faces and tags; skips those that do not exist. */
export async function removePhotos(session: Session, photoIds: readonly string[]): Promise<void> {
  if (photoIds.length === 0) return;
  for (let start = 0; start < photoIds.length; start += MAX_BATCH_PHOTOS) {
    const ids = photoIds.slice(start, start + MAX_BATCH_PHOTOS);
    for (const photoId of ids) session.imageHashes.remove(photoId);
    try {
      await session.call('deleteInputs', new service.DeleteInputsRequest().setIdsList([...ids]));
    } catch (error) {
      if (!isClarifaiError(error, 'not_found')) throw error;
      if (ids.length > 1) for (const photoId of ids) await removePhotos(session, [photoId]);
    }
  }
  // Deletion continues after the reply, until the photos can no longer be found.
  const waiting = { rpc: 'DeleteInputs', for: 'photos to be removed' };
  await poll(session.clock, session.polling.photo, waiting, async () =>
    (await findInputs(session, photoIds)).length === 0 ? true : undefined,
  );
  session.annotations.dropPhotos(photoIds);
}

/** Those of the photos that exist. Uses GetInput for a single one, because its reply is unambiguous. */
async function findInputs(session: Session, photoIds: readonly string[], waitSeconds = 0): Promise<readonly Input[]> {
  const [only] = photoIds;
  if (only !== undefined && photoIds.length === 1) {
    try {
      const request = new service.GetInputRequest().setInputId(only);
      const reply = await session.call('getInput', request, { waitSeconds });
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
  const inputs = (await session.call('listInputs', request, { waitSeconds })).getInputsList();
  return inputs.filter((input) => wanted.has(input.getId()));
}

const SEARCH = { for: 'a photo to be searched for faces' };

/** @returns undefined while the search is in progress. */
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
