import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { atMost } from '../cache-limit.js';
import type { Deps } from '../deps.js';
import { fileIdOfPhoto, photoIdOfFile } from '../faces/ids.js';
import { unlessGone } from '../slack/errors.js';
import type { FacePictures } from './face-pictures.js';
import { findReplies } from './find-reply.js';
import type { RemovedPhotos } from './removal-event.js';
import { type StoredReplyPhoto, withoutPhotos } from './reply-state.js';
import type { UpdateReply } from './update-reply.js';

/** Removes everything made from photos that are no longer in Slack. */
export interface ReplyRemover {
  /** Removes the reply, the numbered pictures and the stored photos. */
  remove(removed: RemovedPhotos): Promise<void>;
  /** Whether a post was deleted, as far as this process knows. For work on it that is still running. */
  isGone(post: { readonly channelId: string; readonly ts: string }): boolean;
}

const MAX_REMEMBERED = 1000;

export function createReplyRemover(
  deps: Pick<Deps, 'slack' | 'recognizer' | 'bot'> & {
    readonly facePictures: Pick<FacePictures, 'forgetPhoto'>;
    readonly examples: DeletesPhotos;
    readonly updateReply: UpdateReply;
  },
): ReplyRemover {
  const gone = new LRUCache<string, true>(atMost(MAX_REMEMBERED));

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

interface RemovalDeps extends Pick<Deps, 'slack' | 'recognizer' | 'bot'> {
  readonly facePictures: Pick<FacePictures, 'forgetPhoto'>;
  readonly examples: DeletesPhotos;
}

/** Deletes a stored photo, and what a model learned from it if someone gave it to be recognised by. */
interface DeletesPhotos {
  deletePhoto(photoId: string): Promise<void>;
}

/** A deletion in Slack. */
interface Removal {
  readonly lostFileIds: ReadonlySet<string>;
  /** The deleted post; undefined if a file was deleted everywhere. */
  readonly post?: { readonly channelId: string; readonly ts: string };
}

/** The Slack file that a photo of a reply was posted as. */
export function fileIdOf({ photoId, postedFileId }: StoredReplyPhoto): string {
  return postedFileId ?? fileIdOfPhoto(photoId) ?? '';
}

/**
 * Removes a stored photo once the last post with it is gone. The same picture may be in several posts, because its file was
 * shared again or uploaded again. Each of those posts has a reply that needs the photo.
 */
export async function removeUnreferencedPhoto(deps: RemovalDeps, photoId: string, removal: Removal): Promise<void> {
  const [source] = await deps.recognizer.photos.findSources([photoId]);
  for (const post of source === undefined ? [] : [source, ...(source.alsoIn ?? [])]) {
    const isThisOne = post.channelId === removal.post?.channelId && post.messageTs === removal.post.ts;
    if (!isThisOne && (await isShown(deps, photoId, post, removal))) return;
  }
  const fileId = fileIdOfPhoto(photoId);
  if (fileId !== undefined && (await isShared(deps, fileId, removal))) return;
  await deps.examples.deletePhoto(photoId);
  deps.facePictures.forgetPhoto(photoId);
}

/** Whether our reply to another post shows the photo, from a file that still exists. */
async function isShown(
  deps: Pick<Deps, 'slack' | 'bot'>,
  photoId: string,
  { channelId, messageTs }: { readonly channelId: string; readonly messageTs: string },
  { lostFileIds }: Removal,
): Promise<boolean> {
  const threadTs = await unlessGone(threadOf(deps, channelId, messageTs));
  if (threadTs === undefined) return false;
  const replies = await unlessGone(findReplies(deps, { channelId, threadTs }, messageTs));
  return (replies ?? []).some(({ state }) =>
    state.photos.some((photo) => photo.photoId === photoId && !lostFileIds.has(fileIdOf(photo))),
  );
}

/** `ts` of the first message of a message's thread, or its own if it is not in one. */
async function threadOf(deps: Pick<Deps, 'slack'>, channel: string, ts: string): Promise<string> {
  const { messages = [] } = await deps.slack.conversations.replies({ channel, ts, limit: 1 });
  return messages.find((message) => message.ts === ts)?.thread_ts ?? ts;
}

/** Whether the file is also in a post that may not have been answered yet. */
async function isShared(deps: Pick<Deps, 'slack'>, fileId: string, { post }: Removal): Promise<boolean> {
  if (post === undefined) return false;
  const answer = await unlessGone(deps.slack.files.info({ file: fileId }));
  const shares = sharesSchema.safeParse(answer?.file).data?.shares;
  return [shares?.public, shares?.private]
    .flatMap((byChannel) => Object.values(byChannel ?? {}))
    .some((inChannel) => inChannel.some(({ ts }) => ts !== post.ts));
}

const inChannels = z.record(z.string(), z.array(z.object({ ts: z.string() }))).optional();
const sharesSchema = z.object({ shares: z.object({ public: inChannels, private: inChannels }) });
