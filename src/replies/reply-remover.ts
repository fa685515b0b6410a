import { LRUCache } from 'lru-cache';
import type { Deps } from '../deps.js';
import { photoIdOfFile } from '../faces/ids.js';
import { unlessGone } from '../slack/errors.js';
import type { FacePictures } from './face-pictures.js';
import { findReplies } from './find-reply.js';
import type { RemovedPhotos } from './message-event.js';
import { fileIdOf, removeUnreferencedPhoto } from './remove-unreferenced-photo.js';
import { withoutPhotos } from './reply-state.js';
import type { UpdateReply } from './update-reply.js';

/** Removes what Rollcall made of photos that are no longer in Slack. */
export interface ReplyRemover {
  /** Removes the reply, the numbered pictures and the stored photos. */
  remove(removed: RemovedPhotos): Promise<void>;
  /** Whether this process heard that a post is gone, for work on it that is still running. */
  isGone(post: { readonly channelId: string; readonly ts: string }): boolean;
}

const MAX_REMEMBERED = 1000;

export function createReplyRemover(
  deps: Pick<Deps, 'slack' | 'recognizer' | 'bot'> & {
    readonly facePictures: Pick<FacePictures, 'forgetPhoto'>;
    readonly updateReply: UpdateReply;
  },
): ReplyRemover {
  const gone = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  return {
    async remove(removed) {
      const { channelId, postTs, fileIds, isWhole } = removed;
      if (isWhole) gone.set(`${channelId} ${postTs}`, true);
      const lost = new Set(fileIds);
      const photoIds = new Set(fileIds.map(photoIdOfFile));
      for (const reply of await findReplies(deps, removed, postTs)) {
        const { photos } = reply.state;
        const leaving = isWhole ? photos : photos.filter((photo) => lost.has(fileIdOf(photo)));
        const leavingIds = new Set(leaving.map(({ photoId }) => photoId));
        if (leaving.length === photos.length) {
          await unlessGone(deps.slack.chat.delete({ channel: channelId, ts: reply.ts }));
        } else if (leaving.length > 0) {
          await deps.updateReply(reply, { change: (state) => withoutPhotos(state, leavingIds) });
        }
        for (const { photoId, pictureFileId } of leaving) {
          photoIds.add(photoId);
          if (pictureFileId !== undefined) await unlessGone(deps.slack.files.delete({ file: pictureFileId }));
        }
      }
      for (const photoId of photoIds) {
        await removeUnreferencedPhoto(deps, photoId, { lostFileIds: lost, post: { channelId, ts: postTs } });
      }
    },
    isGone: ({ channelId, ts }) => gone.has(`${channelId} ${ts}`),
  };
}
