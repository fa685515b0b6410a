import type { Deps } from '../../deps.js';
import { messageOf, UserFacingError } from '../../errors.js';
import type { CompletePictures } from '../../replies/complete-pictures.js';
import { NotAPhotoError } from '../../replies/fetch-picture.js';
import type { FoundReply } from '../../replies/find-reply.js';
import { redrawPicture } from '../../replies/redraw-picture.js';
import { without } from '../../replies/remove-reply.js';
import type { UpdateReply } from '../../replies/update-reply.js';
import { unlessGone } from '../../slack/errors.js';
import { isOutOfReach } from './replies-to-photo.js';

/** What becomes of a reply: its names alone are new, one of its pictures too, or one of its photos is not in it any more. */
interface Rewriting {
  readonly kind: 'names only' | 'redrawn' | 'gone';
  /** Which of its photos is meant. */
  readonly photoId: string;
}

/**
 * Has a reply say what is known now, without a person who is being forgotten.
 * @param receipt counts what was done.
 * @returns whether it does.
 */
export type RewriteReply = (
  reply: FoundReply,
  change: Rewriting,
  receipt: { pictures: number; outOfReach: number },
) => Promise<boolean>;

export function createRewriteReply(
  deps: Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'signal' | 'sleep' | 'onStep' | 'inBackground'> & {
    readonly updateReply: UpdateReply;
    readonly completePictures: CompletePictures;
  },
): RewriteReply {
  return async (reply, change, receipt) => {
    try {
      if (change.kind === 'names only') await deps.updateReply(reply);
      else await replacePicture(reply, change, receipt);
      return true;
    } catch (error) {
      const isOut = isOutOfReach(error);
      // Somebody deleted the reply, or its post, meanwhile: nothing is left to be rewritten.
      if (!isOut && !(error instanceof UserFacingError)) throw error;
      if (isOut) receipt.outOfReach += 1;
      deps.log.info(`A reply was not rewritten: ${messageOf(error)}`);
      return false;
    }
  };

  /** The old picture goes first: as long as the reply names it, it is found again. */
  async function replacePicture(
    reply: FoundReply,
    { kind, photoId }: Rewriting,
    receipt: { pictures: number },
  ): Promise<void> {
    const { pictureFileId: before, postedFileId } = reply.state.photos.find((photo) => photo.photoId === photoId) ?? {};
    if (before !== undefined && (await unlessGone(deps.slack.files.delete({ file: before })))) {
      receipt.pictures += 1;
    }
    if (kind === 'gone') {
      await deps.updateReply(reply, (state) => without(state, new Set([photoId])));
      return;
    }
    const pictureFileId = await redraw(photoId, postedFileId);
    await deps.updateReply(reply, (state) => ({
      ...state,
      photos: state.photos.map((photo) => {
        if (photo.photoId !== photoId) return photo;
        const { pictureFileId: _replaced, ...others } = photo;
        return { ...others, ...(pictureFileId === undefined ? {} : { pictureFileId }) };
      }),
    }));
    if (pictureFileId === undefined) deps.inBackground(() => deps.completePictures(reply, 'later'));
  }

  async function redraw(photoId: string, postedFileId: string | undefined): Promise<string | undefined> {
    try {
      return await redrawPicture(deps, photoId, postedFileId);
    } catch (error) {
      if (!(error instanceof NotAPhotoError) && !(error instanceof UserFacingError)) throw error;
      deps.log.info(`Not drawn again: ${error.message}`);
      return undefined;
    }
  }
}
