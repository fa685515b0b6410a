import { z } from 'zod';
import type { ReplyPlace } from './find-reply.js';
import { filesOf } from './message-event.js';

/** Photos that were deleted in Slack: a whole post, or single files of it. */
export interface RemovedPhotos extends ReplyPlace {
  readonly postTs: string;
  readonly fileIds: readonly string[];
  /** The whole post was deleted. */
  readonly isWhole: boolean;
}

const changedSchema = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
});

const deletionSchema = z.object({
  subtype: z.enum(['message_deleted', 'message_changed']),
  channel: z.string(),
  message: changedSchema.optional(),
  previous_message: changedSchema,
});

/**
 * Reads deleted photos from a `message` event. Slack deletes a post, or replaces it by a tombstone if it has replies. A deleted
 * file is replaced by a tombstone in its post.
 * @returns undefined for every other event.
 */
export function readRemovedPhotos(event: unknown): RemovedPhotos | undefined {
  const parsed = deletionSchema.safeParse(event).data;
  if (parsed === undefined) return undefined;
  const { subtype, channel, message, previous_message: before } = parsed;
  const isWhole = subtype === 'message_deleted' || message?.subtype === 'tombstone';
  const left = new Set(isWhole ? [] : existingFiles(message));
  const fileIds = existingFiles(before).filter((id) => !left.has(id));
  if (fileIds.length === 0) return undefined;
  return { channelId: channel, threadTs: before.thread_ts ?? before.ts, postTs: before.ts, fileIds, isWhole };
}

function existingFiles(message: unknown): string[] {
  return filesOf(message).flatMap(({ id, mode }) => (mode === 'tombstone' ? [] : [id]));
}
