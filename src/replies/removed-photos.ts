import { z } from 'zod';
import type { RemovedPhotos } from './remove-reply.js';

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
 * Which photos a `message` event tells the end of. Slack deletes a post, or leaves a tombstone in its place when there are
 * replies; of a file that is deleted it leaves a tombstone in the post.
 * @returns undefined when the event tells of something else.
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
