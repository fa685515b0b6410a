import type { Deps } from '../../deps.js';
import { messageOf, UserFacingError } from '../../errors.js';
import type { FaceOrder } from '../../faces/reading-order.js';
import { isStopping } from '../../failures.js';
import { NotAPhotoError } from '../../replies/fetch-picture.js';
import type { FoundReply } from '../../replies/find-reply.js';
import { completePicturesLater, redrawPicture } from '../../replies/numbered-pictures.js';
import { withoutPhotos } from '../../replies/reply-state.js';
import type { UpdateReply } from '../../replies/update-reply.js';
import { unlessGone } from '../../slack/errors.js';
import { isOutOfReach } from './find-replies.js';

export type RewriteDeps = Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'sleep' | 'inBackground'> & {
  readonly updateReply: UpdateReply;
};

/** What to change in a reply: its names alone, its names and one picture, or one of its photos, which is removed. */
export interface Rewriting {
  readonly kind: 'names only' | 'redrawn' | 'gone';
  /** The photo to change or remove. */
  readonly photoId: string;
}

/**
 * Updates a reply so that it no longer shows a person who is being erased.
 * @param receipt its counts are increased.
 * @returns whether it was updated.
 */
export async function rewriteReply(
  deps: RewriteDeps,
  reply: FoundReply,
  change: Rewriting,
  receipt: { pictures: number; outOfReach: number },
): Promise<boolean> {
  try {
    if (change.kind === 'names only') await replaceNames(deps, reply, receipt);
    else await replacePicture(deps, reply, change, receipt);
    return true;
  } catch (error) {
    const isOut = isOutOfReach(error);
    // A UserFacingError here means that the reply or its post is gone.
    if (isStopping(error) || (!isOut && !(error instanceof UserFacingError))) throw error;
    if (isOut) receipt.outOfReach += 1;
    deps.log.info(`A reply was not rewritten: ${messageOf(error)}`);
    return false;
  }
}

/** Names may be on pictures, too. */
async function replaceNames(deps: RewriteDeps, reply: FoundReply, receipt: { pictures: number }): Promise<void> {
  const withNames = reply.state.photos.filter(({ labels }) => labels?.kind === 'names');
  for (const { photoId } of withNames) await replacePicture(deps, reply, { kind: 'redrawn', photoId }, receipt);
  if (withNames.length === 0) await deps.updateReply(reply);
}

/** The old picture is deleted first: while the reply refers to it, it can be found again. */
async function replacePicture(
  deps: RewriteDeps,
  reply: FoundReply,
  { kind, photoId }: Rewriting,
  receipt: { pictures: number },
): Promise<void> {
  const { pictureFileId: before, postedFileId } = reply.state.photos.find((photo) => photo.photoId === photoId) ?? {};
  if (before !== undefined && (await unlessGone(deps.slack.files.delete({ file: before })))) {
    receipt.pictures += 1;
  }
  if (kind === 'gone') {
    await deps.updateReply(reply, { change: (state) => withoutPhotos(state, new Set([photoId])) });
    return;
  }
  const pictureFileId = await redraw(deps, photoId, reply.state.order, postedFileId);
  await deps.updateReply(reply, {
    change: (state) => ({
      ...state,
      photos: state.photos.map((photo) => {
        if (photo.photoId !== photoId) return photo;
        const { pictureFileId: _replaced, labels: _drawn, ...others } = photo;
        return { ...others, ...(pictureFileId === undefined ? {} : { pictureFileId }) };
      }),
    }),
  });
  if (pictureFileId === undefined) deps.inBackground(() => completePicturesLater(deps, reply));
}

/** @returns undefined when the photo is gone from Slack or cannot be opened. */
async function redraw(
  deps: RewriteDeps,
  photoId: string,
  order: FaceOrder,
  postedFileId: string | undefined,
): Promise<string | undefined> {
  try {
    return await redrawPicture(deps, photoId, order, postedFileId);
  } catch (error) {
    const isUndrawable = error instanceof NotAPhotoError || error instanceof UserFacingError;
    if (!isUndrawable || isStopping(error)) throw error;
    deps.log.info(`Not drawn again: ${error.message}`);
    return undefined;
  }
}
