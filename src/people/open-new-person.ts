import type { Deps } from '../deps.js';
import { numberFaces } from '../faces/reading-order.js';
import { orUndefined } from '../failures.js';
import type { FacePictures } from '../replies/face-pictures.js';
import { readReplyStateAt } from '../replies/find-reply.js';
import { openModal, type Trigger } from '../slack/modals.js';
import { isPictureRefused } from '../slack/pictures.js';
import { startDeadline } from '../slack/timeout.js';
import { buildNewPersonModal, type ModalTarget, type ShownFace } from '../views/new-person-modal.js';

type OpenDeps = Pick<Deps, 'recognizer' | 'slack' | 'consent' | 'log'> & { readonly facePictures: FacePictures };

/** Opens the modal to add a new person, with the pictures of the face that are ready in time. */
export async function openNewPerson(deps: OpenDeps, trigger: Trigger, target: ModalTarget): Promise<void> {
  const face = await lookUpFace(deps, target);
  try {
    await openModal(deps.slack, trigger, buildNewPersonModal(target, face, deps.consent !== 'off'));
  } catch (error) {
    if ((face.pictureFileId ?? face.faceFileId) === undefined || !isPictureRefused(error)) throw error;
    // A picture that is gone, or not ready yet, must not keep the modal closed.
    const bare = { ...face, pictureFileId: undefined, faceFileId: undefined };
    await openModal(deps.slack, trigger, buildNewPersonModal(target, bare, deps.consent !== 'off'));
  }
}

async function lookUpFace(deps: OpenDeps, target: ModalTarget): Promise<ShownFace> {
  const { photoId, faceId, channelId, threadTs, replyTs } = target;
  const deadline = startDeadline();
  const inTime = <T>(work: Promise<T>) =>
    deadline.before(orUndefined(work, 'A modal shows less of a face', deps.log.info));
  const [state, photo, faceFileId] = await Promise.all([
    inTime(readReplyStateAt(deps, { channelId, threadTs, ts: replyTs })),
    inTime(deps.recognizer.photos.read(photoId)),
    inTime(deps.facePictures.make(photoId, faceId)),
  ]);
  return {
    number: photo && state && numberFaces(photo.faces, state.order).find(({ face }) => face.id === faceId)?.number,
    faceFileId,
    pictureFileId: state?.photos.find((each) => each.photoId === photoId)?.pictureFileId,
  };
}
