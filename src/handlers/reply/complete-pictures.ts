import { isClarifaiError } from '../../clarifai/errors.js';
import { fileIdOfPhoto } from '../../views/ids.js';
import type { Deps } from '../deps.js';
import { fetchPicture } from './fetch-picture.js';
import { readReplyStateAt } from './find-reply.js';
import type { ReplyRef, UpdateReply } from './update-reply.js';
import { uploadNumberedPicture } from './upload-picture.js';

/** Gives a reply the numbered pictures it had to be posted without. */
export type CompletePictures = (reply: ReplyRef) => Promise<void>;

export function createCompletePictures(
  deps: Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'signal' | 'sleep' | 'onStep'> & {
    readonly updateReply: UpdateReply;
  },
): CompletePictures {
  return async (reply) => {
    const state = await readReplyStateAt(deps, reply, reply.ts);
    if (state === undefined) return;
    const pictures = new Map<string, string>();
    for (const { photoId, pictureFileId } of state.photos) {
      const uploaded = pictureFileId ?? (await drawAgain(photoId));
      if (uploaded !== undefined) pictures.set(photoId, uploaded);
    }
    await deps.updateReply(reply, (now) => ({
      ...now,
      photos: now.photos.map((photo) => {
        const pictureFileId = photo.pictureFileId ?? pictures.get(photo.photoId);
        return pictureFileId === undefined ? photo : { ...photo, pictureFileId };
      }),
    }));
  };

  async function drawAgain(photoId: string): Promise<string | undefined> {
    const fileId = fileIdOfPhoto(photoId);
    if (fileId === undefined) return undefined;
    try {
      const photo = await deps.recognizer.readPhoto(photoId, { signal: deps.signal });
      const picture = await fetchPicture(deps, { id: fileId });
      return await uploadNumberedPicture(deps, photo, picture.jpeg);
    } catch (error) {
      if (isClarifaiError(error, 'not_found')) return undefined;
      throw error;
    }
  }
}
