import { z } from 'zod';
import type { ReplyPlace } from './find-reply.js';

/** A file as Slack describes it in events and `files.info`. Every field but the id may be missing at first. */
const slackFileSchema = z.object({
  id: z.string(),
  mode: z.string().nullish(),
  mimetype: z.string().nullish(),
  is_external: z.boolean().nullish(),
  file_access: z.string().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
  thumb_1024: z.string().nullish(),
  thumb_960: z.string().nullish(),
  thumb_720: z.string().nullish(),
  thumb_480: z.string().nullish(),
});

export type SlackFile = z.infer<typeof slackFileSchema>;

const postSchema = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  channel: z.string(),
  user: z.string(),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  files: z.array(slackFileSchema).min(1),
});

/** A person's post with files. */
export interface PhotoPost {
  readonly channelId: string;
  readonly ts: string;
  /** The thread it was posted in; undefined in the channel itself. */
  readonly threadTs: string | undefined;
  readonly userId: string;
  readonly teamId: string;
  readonly files: readonly SlackFile[];
}

/** Subtypes that are people's posts. Edits, deletions and the rest are not. */
const POST_SUBTYPES: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'thread_broadcast']);

/**
 * Reads a `message` event, or the message of a shortcut. The files decide, not the subtype: Slack has announced the end of
 * `file_share`, and still sends it.
 * @returns undefined if it is not a person's post with files.
 */
export function readPost(message: unknown, teamId: string): PhotoPost | undefined {
  const parsed = postSchema.safeParse(message);
  if (!parsed.success) return undefined;
  const { ts, thread_ts, channel, user, subtype, bot_id, files } = parsed.data;
  if (!POST_SUBTYPES.has(subtype) || bot_id) return undefined;
  return { channelId: channel, ts, threadTs: thread_ts, userId: user, teamId, files };
}

/** Reads the `file` in the answer of `files.info`; undefined if it is not a file. */
export function readSlackFile(file: unknown): SlackFile | undefined {
  return slackFileSchema.safeParse(file).data;
}

/** Why a file is skipped; undefined if it may be a photo. */
export function reasonToSkip(file: SlackFile): string | undefined {
  if (file.mode === 'tombstone') return 'it was deleted';
  if (file.mode === 'hidden_by_limit') return 'the plan of the workspace hides it';
  if (file.mode === 'external' || file.is_external === true) return 'it is stored outside Slack';
  if (file.file_access === 'access_denied' || file.file_access === 'file_not_found')
    return 'Slack gives no access to it';
  if (file.mimetype && !mayBePhoto(file.mimetype)) {
    return 'it is not a photo';
  }
  return undefined;
}

/** A file that Slack calls “application/octet-stream” can be anything, so its bytes decide. */
function mayBePhoto(mimetype: string): boolean {
  const isImage = mimetype.startsWith('image/') && !mimetype.startsWith('image/svg');
  return isImage || mimetype === 'application/octet-stream';
}

/** Whether the event lacks something that `files.info` provides. */
export function needsFileInfo(file: SlackFile): boolean {
  return file.file_access === 'check_file_info' || !file.mimetype || downloadUrlOf(file) === undefined;
}

/** Where to download a file, if known. */
export function downloadUrlOf(file: SlackFile): string | undefined {
  return file.url_private_download ?? file.url_private ?? undefined;
}

/** The address of the smaller JPEG or PNG that Slack made of a picture, if there is one. */
export function renditionOf(file: SlackFile): string | undefined {
  return file.thumb_1024 ?? file.thumb_960 ?? file.thumb_720 ?? file.thumb_480 ?? undefined;
}

/** Photos that were deleted in Slack: a whole post, or single files of it. */
export interface RemovedPhotos extends ReplyPlace {
  readonly postTs: string;
  readonly fileIds: readonly string[];
  /** The whole post was deleted. */
  readonly isWhole: boolean;
}

const changedFiles = z.array(z.object({ id: z.string(), mode: z.string().nullish() })).optional();
const changedSchema = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  files: changedFiles,
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
  if (parsed === undefined || parsed.previous_message.bot_id) return undefined;
  const { subtype, channel, message, previous_message: before } = parsed;
  const isWhole = subtype === 'message_deleted' || message?.subtype === 'tombstone';
  const left = new Set(isWhole ? [] : live(message?.files));
  const fileIds = live(before.files).filter((id) => !left.has(id));
  if (fileIds.length === 0) return undefined;
  return { channelId: channel, threadTs: before.thread_ts ?? before.ts, postTs: before.ts, fileIds, isWhole };
}

function live(files: z.infer<typeof changedSchema>['files']): string[] {
  return (files ?? []).filter(({ mode }) => mode !== 'tombstone').map(({ id }) => id);
}
