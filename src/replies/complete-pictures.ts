import type { Deps } from '../deps.js';
import { type ReplyRef, readReplyStateAt } from './find-reply.js';
import { redrawPicture } from './numbered-picture.js';
import type { UpdateReply } from './update-reply.js';

type CompleteDeps = Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'sleep'> & {
  readonly updateReply: UpdateReply;
};

const LATER_MS = [15_000, 60_000, 300_000];

/** Gives a reply the numbered pictures it had to be posted without, in several tries over some minutes. */
export async function completePicturesLater(deps: CompleteDeps, reply: ReplyRef): Promise<void> {
  for (const waitMs of LATER_MS) {
    await deps.sleep(waitMs);
    if (await completePictures(deps, reply)) return;
  }
}

/**
 * Gives a reply the numbered pictures it had to be posted without.
 * @returns whether it had them all before.
 */
export async function completePictures(deps: CompleteDeps, reply: ReplyRef): Promise<boolean> {
  const state = await readReplyStateAt(deps, reply);
  if (state?.lacksPictures !== true) return true;
  const pictures = new Map<string, string>();
  for (const { photoId, pictureFileId, postedFileId } of state.photos) {
    const uploaded = pictureFileId ?? (await redrawPicture(deps, photoId, postedFileId));
    if (uploaded !== undefined) pictures.set(photoId, uploaded);
  }
  await deps.updateReply(reply, {
    change: (now) => ({
      ...now,
      photos: now.photos.map((photo) => {
        const pictureFileId = photo.pictureFileId ?? pictures.get(photo.photoId);
        return pictureFileId === undefined ? photo : { ...photo, pictureFileId };
      }),
    }),
  });
  return false;
}
