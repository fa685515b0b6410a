import { isClarifaiError } from '../../clarifai/transport/errors.js';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { photoIdOfFile } from '../../faces/ids.js';
import { nameFaces } from '../../faces/naming.js';
import { thresholdsFor } from '../../faces/thresholds.js';
import { isStopping } from '../../failures.js';
import { fetchPicture } from '../../replies/fetch-picture.js';
import type { PhotoPost } from '../../replies/message-event.js';
import type { SlackFile } from '../../replies/slack-file.js';
import { shownFaces } from '../../replies/store-shown-faces.js';

type LookDeps = Pick<Deps, 'recognizer' | 'backgroundSlack' | 'photos' | 'log' | 'sleep' | 'thresholds'>;

/**
 * Stores an earlier photo with its faces and whom the model is sure of. Nothing is said in Slack. A photo that cannot be opened is
 * skipped, because its poster did not ask.
 * @throws ClarifaiError if the face service is away, StoppingError.
 */
export async function lookAtPhoto(deps: LookDeps, post: PhotoPost, file: SlackFile): Promise<void> {
  const { recognizer, thresholds } = deps;
  const id = photoIdOfFile(file.id);
  try {
    const { jpeg } = await fetchPicture({ ...deps, slack: deps.backgroundSlack }, file);
    const source = {
      teamId: post.teamId,
      channelId: post.channelId,
      messageTs: post.ts,
      postedBy: post.userId,
      isEarlier: true,
    };
    const [added] = await recognizer.photos.add([{ id, picture: jpeg, source }]);
    if (added === undefined) return;
    if (added.kind === 'failed') throw added.error;
    const photo = await recognizer.photos.read(added.photoId);
    const candidates = await recognizer.model.findCandidates(photo, jpeg);
    await recognizer.photos.storeFaces(
      added.photoId,
      shownFaces(nameFaces(photo, candidates, thresholdsFor(candidates, thresholds))),
      { personIds: [], covers: 'one reply' },
    );
  } catch (error) {
    if (isStopping(error) || (isClarifaiError(error) && !isClarifaiError(error, 'unreadable', 'rejected', 'not_found')))
      throw error;
    deps.log.info(`Earlier photo ${file.id} was skipped: ${messageOf(error)}`);
  }
}
