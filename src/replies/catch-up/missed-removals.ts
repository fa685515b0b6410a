import { z } from 'zod';
import type { BotIdentity } from '../../slack/identity.js';
import type { RemovedPhotos } from '../message-event.js';
import { fileIdOf } from '../remove-unreferenced-photo.js';
import { readReplyState } from '../reply-state.js';
import { isLater, type Message, type ReadThread } from './thread.js';

/** What Slack leaves in the place of a message, or of a file, that was deleted. */
const TOMBSTONE = 'tombstone';

/** What our replies in a thread show although it was deleted: a post that is gone, or a file of one that is still there. */
export function findMissedRemovals(
  { channelId, threadTs, from, messages }: ReadThread,
  bot: BotIdentity,
): RemovedPhotos[] {
  return messages.flatMap((message) => {
    const state = message.user === bot.userId ? readReplyState(message.metadata) : undefined;
    // What is before the part that was read may well be there.
    if (state === undefined || isLater(from, state.postTs)) return [];
    const post = messages.find(({ ts }) => ts === state.postTs);
    const isWhole = post === undefined || post.subtype === TOMBSTONE;
    const deleted = new Set(isWhole ? [] : filesOf(post).flatMap((file) => (file.mode === TOMBSTONE ? [file.id] : [])));
    const fileIds = state.photos.map(fileIdOf).filter((id) => isWhole || deleted.has(id));
    return fileIds.length === 0 ? [] : [{ channelId, threadTs, postTs: state.postTs, fileIds, isWhole }];
  });
}

/** Whether a message, or a file of it, was deleted. */
export function isDeleted(message: Message): boolean {
  return message.subtype === TOMBSTONE || filesOf(message).some(({ mode }) => mode === TOMBSTONE);
}

const filesSchema = z.array(z.object({ id: z.string(), mode: z.string().nullish() }));

function filesOf(message: Message): z.infer<typeof filesSchema> {
  return filesSchema.safeParse(message['files']).data ?? [];
}
