import { type Input, resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { toStruct } from '../transport/metadata.js';
import { fromStatus } from '../transport/reply-status.js';
import { retryPauseMs } from '../transport/retry.js';
import type { NewPhoto } from './new-photo.js';
import { EARLIER } from './photo-sources.js';

/** The result for one photo of a batch; `taken` means that its id exists already. */
export type PostAnswer = 'accepted' | 'taken' | ClarifaiError;

/**
 * Sends photos in one call and reads the reply photo by photo. Photos with a transient failure, and those that only failed because
 * another one did, are sent again without the others.
 * @param uploadId stored with the photos; identifies them if the reply is lost.
 * @returns the answers by photo id.
 */
export async function postPhotos(
  session: Session,
  photos: readonly NewPhoto[],
  uploadId: string,
): Promise<ReadonlyMap<string, PostAnswer>> {
  const answers = new Map<string, PostAnswer>();
  for (let attempt = 1, left = photos; left.length > 0; attempt++) {
    const inputs = await postInputs(session, left, uploadId);
    if (inputs instanceof ClarifaiError) {
      const aboutOne = isClarifaiError(inputs, 'duplicate', 'rejected', 'unreadable', 'unknown');
      if (!aboutOne || left.length === 1) return withAnswer(answers, left, toAnswer(inputs));
      // The refusal does not name a photo.
      for (const photo of left) for (const each of await postPhotos(session, [photo], uploadId)) answers.set(...each);
      return answers;
    }
    const again: { readonly photo: NewPhoto; readonly error: ClarifaiError }[] = [];
    for (const [index, photo] of left.entries()) {
      const answer = toAnswer(readItem(inputs[index], inputs));
      answers.set(photo.id, answer);
      if (isClarifaiError(answer, 'unavailable', 'throttled')) again.push({ photo, error: answer });
    }
    const pauseMs = again[0] && retryPauseMs(session.retry, attempt, again[0].error, true);
    if (pauseMs === undefined) break;
    await session.clock.sleep(pauseMs);
    left = again.map(({ photo }) => photo);
  }
  return answers;
}

/** @returns the items of the reply in the order of the photos, or the failure of the whole call. */
async function postInputs(
  session: Session,
  photos: readonly NewPhoto[],
  uploadId: string,
): Promise<readonly Input[] | ClarifaiError> {
  const request = new service.PostInputsRequest().setInputsList(photos.map((photo) => toInput(photo, uploadId)));
  try {
    const inputs = (await session.call('postInputs', request, { itemByItem: true })).getInputsList();
    if (inputs.length === photos.length) return inputs;
    const description = `Sent ${photos.length} photos and got ${inputs.length} answers`;
    return new ClarifaiError({ kind: 'unknown', rpc: 'PostInputs', description });
  } catch (error) {
    if (isClarifaiError(error) && error.kind !== 'cancelled') return error;
    throw error;
  }
}

function toInput(photo: NewPhoto, uploadId: string): Input {
  const { teamId, channelId, messageTs, postedBy, isEarlier } = photo.source;
  const metadata = {
    team_id: teamId,
    channel_id: channelId,
    message_ts: messageTs,
    upload: uploadId,
    ...(postedBy === undefined ? {} : { posted_by: postedBy }),
    ...(isEarlier === true ? { added_by: EARLIER } : {}),
  };
  const data = new resources.Data()
    .setImage(new resources.Image().setBase64(photo.picture))
    .setMetadata(toStruct(metadata));
  return new resources.Input().setId(photo.id).setData(data);
}

/** @returns undefined if the photo was accepted. */
function readItem(input: Input | undefined, all: readonly Input[]): ClarifaiError | undefined {
  const code = codeOf(input);
  if (ACCEPTED.has(code)) return undefined;
  const error = fromStatus('PostInputs', input?.getStatus());
  const othersFailed = all.some((each) => !ACCEPTED.has(codeOf(each)) && codeOf(each) !== StatusCode.INPUT_FAILED);
  // Clarifai gives INPUT_FAILED to good photos as well if another one of the call failed.
  return code === StatusCode.INPUT_FAILED && othersFailed ? error.as('unavailable') : error;
}

function toAnswer(error: ClarifaiError | undefined): PostAnswer {
  if (error === undefined) return 'accepted';
  return error.kind === 'duplicate' ? 'taken' : error;
}

function withAnswer(answers: Map<string, PostAnswer>, photos: readonly NewPhoto[], answer: PostAnswer) {
  for (const photo of photos) answers.set(photo.id, answer);
  return answers;
}

function codeOf(input: Input | undefined): number {
  return input?.getStatus()?.getCode() ?? 0;
}

const ACCEPTED: ReadonlySet<number> = new Set([
  StatusCode.ZERO,
  StatusCode.SUCCESS,
  StatusCode.INPUT_SUCCESS,
  StatusCode.INPUT_PENDING,
  StatusCode.INPUT_IN_PROGRESS,
]);
