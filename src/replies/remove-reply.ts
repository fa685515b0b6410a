import { LRUCache } from 'lru-cache';
import { photoIdOfFile } from '../faces/ids.js';
import { unlessGone } from '../slack/errors.js';
import { findReplies, type ReplyPlace } from './find-reply.js';
import { fileIdOf, type RemovalDeps, removeUnlessShown } from './remove-unreferenced-photo.js';
import type { ReplyState } from './reply-state.js';
import type { UpdateReply } from './update-reply.js';

/** Photos that were taken away, with the post they were in or out of it. */
export interface RemovedPhotos extends ReplyPlace {
  readonly postTs: string;
  readonly fileIds: readonly string[];
  /** The whole post is gone. */
  readonly isWhole: boolean;
}

/** Takes away what Rollcall made of photos that are no longer there: its reply, the numbered pictures, and the photos it keeps. */
export interface RemoveAnswer {
  (removed: RemovedPhotos, botUserId: string | undefined): Promise<void>;
  /** Whether this process was told that a post is gone; for whoever works on it just now. */
  isGone(post: { readonly channelId: string; readonly ts: string }): boolean;
}

const MAX_REMEMBERED = 1000;

export function createRemoveAnswer(deps: RemovalDeps & { readonly updateReply: UpdateReply }): RemoveAnswer {
  const gone = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  async function removeAnswer(removed: RemovedPhotos, botUserId: string | undefined): Promise<void> {
    const { channelId, threadTs, postTs, fileIds, isWhole } = removed;
    if (isWhole) gone.set(`${channelId} ${postTs}`, true);
    const lost = new Set(fileIds);
    const photoIds = new Set(fileIds.map(photoIdOfFile));
    for (const { ts, state } of await findReplies(deps, removed, postTs, botUserId)) {
      const leaving = isWhole ? state.photos : state.photos.filter((photo) => lost.has(fileIdOf(photo)));
      if (leaving.length === state.photos.length) {
        await unlessGone(deps.slack.chat.delete({ channel: channelId, ts }));
      } else if (leaving.length > 0) {
        const left = new Set(leaving.map(({ photoId }) => photoId));
        await deps.updateReply({ channelId, threadTs, ts }, (now) => without(now, left));
      }
      for (const { photoId, pictureFileId } of leaving) {
        photoIds.add(photoId);
        if (pictureFileId !== undefined) await unlessGone(deps.slack.files.delete({ file: pictureFileId }));
      }
    }
    for (const photoId of photoIds) {
      await removeUnlessShown(deps, photoId, { lostFileIds: lost, post: { channelId, ts: postTs } }, botUserId);
    }
  }

  return Object.assign(removeAnswer, {
    isGone: ({ channelId, ts }: { readonly channelId: string; readonly ts: string }) => gone.has(`${channelId} ${ts}`),
  });
}

/** A reply without some of its photos. */
export function without(state: ReplyState, lost: ReadonlySet<string>): ReplyState {
  return { ...state, photos: state.photos.filter(({ photoId }) => !lost.has(photoId)), page: 0 };
}
