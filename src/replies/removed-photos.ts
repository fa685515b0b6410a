import { z } from 'zod';
import type { ReplyPlace } from './find-reply.js';

/** Photos that were deleted in Slack, with the post they were in or out of it. */
export interface RemovedPhotos extends ReplyPlace {
  readonly postTs: string;
  readonly fileIds: readonly string[];
  /** The whole post is gone. */
  readonly isWhole: boolean;
}

const files = z.array(z.object({ id: z.string(), mode: z.string().nullish() })).optional();
const messageSchema = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  files,
});
const eventSchema = z.object({
  subtype: z.enum(['message_deleted', 'message_changed']),
  channel: z.string(),
  message: messageSchema.optional(),
  previous_message: messageSchema,
});

/**
 * Reads which photos were deleted from a `message` event. Slack deletes a post, or leaves a tombstone in its place when there
 * are replies; of a deleted file it leaves a tombstone in the post.
 * @returns undefined for every other event.
 */
export function readRemovedPhotos(event: unknown): RemovedPhotos | undefined {
  const parsed = eventSchema.safeParse(event).data;
  if (parsed === undefined || parsed.previous_message.bot_id) return undefined;
  const { subtype, channel, message, previous_message: before } = parsed;
  const isWhole = subtype === 'message_deleted' || message?.subtype === 'tombstone';
  const left = new Set(isWhole ? [] : live(message?.files));
  const fileIds = live(before.files).filter((id) => !left.has(id));
  if (fileIds.length === 0) return undefined;
  return { channelId: channel, threadTs: before.thread_ts ?? before.ts, postTs: before.ts, fileIds, isWhole };
}

function live(files: z.infer<typeof messageSchema>['files']): string[] {
  return (files ?? []).filter(({ mode }) => mode !== 'tombstone').map(({ id }) => id);
}
