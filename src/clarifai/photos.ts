import { randomUUID } from 'node:crypto';
import { fromStatus } from './call.js';
import { isClarifaiError } from './errors.js';
import { textIn, toStruct } from './metadata.js';
import { type Input, resources, StatusCode, service } from './protocol.js';
import type { NewPhoto } from './recognizer.js';
import type { Session } from './session.js';
import { poll } from './waiting.js';

/**
 * Keeps a photo and waits until it has been searched for faces.
 * @returns 'already there' when somebody else had added it. That is told by a mark in its metadata and not by the refusal,
 * because a photo whose first answer was lost is refused too when it is sent again.
 * @throws ClarifaiError of kind `unreadable` when the service cannot read the picture.
 */
export async function addPhoto(
  session: Session,
  photo: NewPhoto,
  signal: AbortSignal,
): Promise<'added' | 'already there'> {
  const uploadId = randomUUID();
  const refused = await postInput(session, photo, uploadId, signal);
  const input = await waitUntilSearched(session, photo.id, signal);
  return refused && textIn(input.getData()?.getMetadata(), 'upload') !== uploadId ? 'already there' : 'added';
}

/**
 * Waits until one photo has been searched for faces, whatever else the application holds or has failed with.
 * @throws ClarifaiError of kind `not_found` when it is not there.
 */
export async function waitUntilSearched(session: Session, photoId: string, signal: AbortSignal): Promise<Input> {
  const waiting = { rpc: 'GetInput', for: 'a photo to be searched for faces' };
  return await poll(session.clock, session.pace.photo, signal, waiting, async () => {
    const reply = await session.call('getInput', new service.GetInputRequest().setInputId(photoId), signal);
    const input = reply.getInput();
    const code = input?.getStatus()?.getCode() ?? 0;
    if (PENDING.has(code)) return undefined;
    if (input !== undefined && SEARCHED.has(code)) return input;
    throw fromStatus('GetInput', input?.getStatus());
  });
}

/** Removes a photo with its faces and tags; one that is not there is as good as removed. */
export async function removePhoto(session: Session, photoId: string, signal: AbortSignal): Promise<void> {
  try {
    await session.call('deleteInputs', new service.DeleteInputsRequest().setIdsList([photoId]), signal);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return;
    throw error;
  }
  // Deleting goes on after the answer: it is done when the photo cannot be found any more.
  const waiting = { rpc: 'DeleteInputs', for: 'a photo to be removed' };
  await poll(session.clock, session.pace.photo, signal, waiting, async () => {
    try {
      await session.call('getInput', new service.GetInputRequest().setInputId(photoId), signal);
      return undefined;
    } catch (error) {
      if (isClarifaiError(error, 'not_found')) return true;
      throw error;
    }
  });
}

/** @returns whether it was refused because there is a photo of that id. */
async function postInput(session: Session, photo: NewPhoto, uploadId: string, signal: AbortSignal): Promise<boolean> {
  const { teamId, channelId, messageTs } = photo.source;
  const data = new resources.Data()
    .setImage(new resources.Image().setBase64(photo.picture))
    .setMetadata(toStruct({ team_id: teamId, channel_id: channelId, message_ts: messageTs, upload: uploadId }));
  const request = new service.PostInputsRequest().setInputsList([new resources.Input().setId(photo.id).setData(data)]);
  try {
    await session.call('postInputs', request, signal);
    return false;
  } catch (error) {
    if (isClarifaiError(error, 'duplicate')) return true;
    throw error;
  }
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
