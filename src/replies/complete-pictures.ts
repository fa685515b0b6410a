import type { Deps } from '../deps.js';
import { readReplyStateAt } from './find-reply.js';
import { redrawPicture } from './redraw-picture.js';
import type { ReplyRef, UpdateReply } from './update-reply.js';

/** Gives a reply the numbered pictures it had to be posted without; `later` takes several tries over some minutes. */
export type CompletePictures = (reply: ReplyRef, when: 'now' | 'later') => Promise<void>;

const LATER_MS = [15_000, 60_000, 300_000];

export function createCompletePictures(
  deps: Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'signal' | 'sleep' | 'onStep'> & {
    readonly updateReply: UpdateReply;
  },
): CompletePictures {
  return async (reply, when) => {
    if (when === 'now') await complete(reply);
    else {
      for (const waitMs of LATER_MS) {
        await deps.sleep(waitMs);
        if (await complete(reply)) return;
      }
    }
  };

  /** @returns whether there is nothing left to do, as found before doing anything. */
  async function complete(reply: ReplyRef): Promise<boolean> {
    const state = await readReplyStateAt(deps, reply, reply.ts);
    if (state?.lacksPictures !== true) return true;
    const pictures = new Map<string, string>();
    for (const { photoId, pictureFileId, postedFileId } of state.photos) {
      const uploaded = pictureFileId ?? (await redrawPicture(deps, photoId, postedFileId));
      if (uploaded !== undefined) pictures.set(photoId, uploaded);
    }
    await deps.updateReply(reply, (now) => ({
      ...now,
      photos: now.photos.map((photo) => {
        const pictureFileId = photo.pictureFileId ?? pictures.get(photo.photoId);
        return pictureFileId === undefined ? photo : { ...photo, pictureFileId };
      }),
    }));
    return false;
  }
}
