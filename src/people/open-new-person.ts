import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { numberFaces } from '../faces/naming.js';
import type { FacePictures } from '../replies/face-pictures.js';
import { readReplyStateAt } from '../replies/find-reply.js';
import { isPictureRefused } from '../slack/send-with-pictures.js';
import { within } from '../slack/timeout.js';
import { buildNewPersonModal, type ModalTarget, type ShownFace } from '../views/new-person-modal.js';
import { facePictureSoon } from './face-picture-soon.js';

/** Opens the modal to add somebody new. */
export type OpenNewPerson = (triggerId: string, target: ModalTarget) => Promise<void>;

/** A trigger is good for 3 s: what the modal could show besides is left out when it takes longer than this. */
const LOOK_PATIENCE_MS = 1200;

export function createOpenNewPerson(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log'> & { readonly facePictures: FacePictures },
): OpenNewPerson {
  return async (triggerId, target) => {
    const face = await lookAtFace(target);
    try {
      await deps.slack.views.open({ trigger_id: triggerId, view: buildNewPersonModal(target, face) });
    } catch (error) {
      if ((face.pictureFileId ?? face.faceFileId) === undefined || !isPictureRefused(error)) throw error;
      // A picture that is gone, or not ready yet, must not keep the modal closed.
      const bare = { ...face, pictureFileId: undefined, faceFileId: undefined };
      await deps.slack.views.open({ trigger_id: triggerId, view: buildNewPersonModal(target, bare) });
    }
  };

  async function lookAtFace(target: ModalTarget): Promise<ShownFace> {
    const { photoId, faceId, channelId, threadTs, replyTs } = target;
    const [state, photo, faceFileId] = await Promise.all([
      soon(readReplyStateAt(deps, { channelId, threadTs }, replyTs)),
      soon(deps.recognizer.photos.read(photoId)),
      soon(facePictureSoon(deps.facePictures, target)),
    ]);
    return {
      number: photo && numberFaces(photo.faces).find(({ face }) => face.id === faceId)?.number,
      faceFileId,
      pictureFileId: state?.photos.find((each) => each.photoId === photoId)?.pictureFileId,
    };
  }

  function soon<T>(work: Promise<T>): Promise<T | undefined> {
    const orNothing = work.catch((error: unknown) => {
      deps.log.info(`Modal shows less: ${messageOf(error)}`);
      return undefined;
    });
    return within(LOOK_PATIENCE_MS, orNothing);
  }
}
