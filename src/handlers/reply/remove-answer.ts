import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { photoIdOfFile } from '../../views/ids.js';
import type { ReplyState } from '../../views/reply-state.js';
import type { Deps } from '../deps.js';
import { findReplies, type ReplyPlace } from './find-reply.js';
import { unlessGone } from './unless-gone.js';
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

export function createRemoveAnswer(
  deps: Pick<Deps, 'slack' | 'recognizer' | 'signal'> & { readonly updateReply: UpdateReply },
): RemoveAnswer {
  const gone = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  async function removeAnswer(removed: RemovedPhotos, botUserId: string | undefined): Promise<void> {
    const { channelId, threadTs, postTs, fileIds, isWhole } = removed;
    if (isWhole) gone.set(`${channelId} ${postTs}`, true);
    const lost = new Set(fileIds.map(photoIdOfFile));
    for (const { ts, state } of await findReplies(deps, removed, postTs, botUserId)) {
      const leaving = isWhole ? state.photos : state.photos.filter(({ photoId }) => lost.has(photoId));
      if (leaving.length === state.photos.length) {
        await unlessGone(deps.slack.chat.delete({ channel: channelId, ts }));
      } else if (leaving.length > 0) {
        await deps.updateReply({ channelId, threadTs, ts }, (now) => without(now, lost));
      }
      for (const { pictureFileId } of leaving) {
        if (pictureFileId !== undefined) await unlessGone(deps.slack.files.delete({ file: pictureFileId }));
      }
    }
    for (const fileId of fileIds) {
      if (await isSharedElsewhere(fileId, postTs)) continue;
      await deps.recognizer.removePhoto(photoIdOfFile(fileId), { signal: deps.signal });
    }
  }

  /** A photo may be in other posts, which keep their replies and names. */
  async function isSharedElsewhere(fileId: string, postTs: string): Promise<boolean> {
    const answer = await unlessGone(deps.slack.files.info({ file: fileId }));
    const shares = sharesSchema.safeParse(answer?.file).data?.shares;
    return [shares?.public, shares?.private]
      .flatMap((byChannel) => Object.values(byChannel ?? {}))
      .some((inChannel) => inChannel.some(({ ts }) => ts !== postTs));
  }

  return Object.assign(removeAnswer, {
    isGone: ({ channelId, ts }: { readonly channelId: string; readonly ts: string }) => gone.has(`${channelId} ${ts}`),
  });
}

const inChannels = z.record(z.string(), z.array(z.object({ ts: z.string() }))).optional();
const sharesSchema = z.object({ shares: z.object({ public: inChannels, private: inChannels }) });

/** A reply without some of its photos. */
export function without(state: ReplyState, lost: ReadonlySet<string>): ReplyState {
  return { ...state, photos: state.photos.filter(({ photoId }) => !lost.has(photoId)), page: 0 };
}
