import { z } from 'zod';
import { readTypedNames, type TypedName } from '../faces/typed-names.js';
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

/** The fields of a message that hold files: its own, and those of the messages forwarded in it. */
function fileFields<T extends z.ZodType>(file: T) {
  const files = z.array(file).nullish();
  return { files, attachments: z.array(z.object({ files })).nullish() };
}

/** All files of a message, forwarded ones included, each once. */
function allFiles<T extends { readonly id: string }>({
  files,
  attachments,
}: {
  readonly files?: readonly T[] | null | undefined;
  readonly attachments?: readonly { readonly files?: readonly T[] | null | undefined }[] | null | undefined;
}): T[] {
  const all = [...(files ?? []), ...(attachments ?? []).flatMap((attachment) => attachment.files ?? [])];
  return [...new Map(all.map((file) => [file.id, file])).values()];
}

const filesSchema = z.object(fileFields(z.object({ id: z.string(), mode: z.string().nullish() })));

/** The files of a message; a deleted one has the mode `tombstone`. */
export function filesOf(message: unknown): { readonly id: string; readonly mode?: string | null | undefined }[] {
  return allFiles(filesSchema.safeParse(message).data ?? {});
}

const messageSchema = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  channel: z.string(),
  user: z.string(),
  subtype: z.string().optional(),
  bot_id: z.string().nullish(),
  team: z.string().nullish(),
  user_team: z.string().nullish(),
  source_team: z.string().nullish(),
});

/** In channels shared with other organisations, Slack says whose the author and the message are; `team` may be the channel's. */
function teamOf({ user_team, source_team, team }: z.infer<typeof messageSchema>): string | undefined {
  return (user_team ?? source_team ?? team) || undefined;
}

const postSchema = messageSchema.extend(fileFields(slackFileSchema));

/** A person's post with files. */
export interface PhotoPost {
  readonly channelId: string;
  readonly ts: string;
  /** The thread it was posted in; undefined in the channel itself. */
  readonly threadTs: string | undefined;
  readonly userId: string;
  readonly teamId: string;
  readonly files: readonly SlackFile[];
  /** The workspace or organisation of the person; undefined if Slack does not say. */
  readonly userTeamId?: string;
  /** Set if an app posted it: for the person, or as a bot. */
  readonly isThroughApp?: boolean;
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
  const { ts, thread_ts, channel, user, subtype, bot_id } = parsed.data;
  const userTeamId = teamOf(parsed.data);
  const files = allFiles(parsed.data);
  if (!POST_SUBTYPES.has(subtype) || files.length === 0) return undefined;
  return {
    channelId: channel,
    ts,
    threadTs: thread_ts,
    userId: user,
    teamId,
    files,
    ...(userTeamId ? { userTeamId } : {}),
    ...(bot_id ? { isThroughApp: true } : {}),
  };
}

/** A message to Rollcall, in a direct message or with a mention. */
export interface Question {
  readonly channelId: string;
  /** The thread to answer in; undefined outside of threads in a direct message. */
  readonly threadTs: string | undefined;
}

const questionSchema = messageSchema.extend({ channel_type: z.string().optional(), text: z.string() });

/**
 * Reads a `message` event.
 * @returns undefined if it is not a person's message to Rollcall, or has files, which are answered as photos.
 */
export function readQuestion(event: unknown, botUserId: string): Question | undefined {
  const parsed = questionSchema.safeParse(event).data;
  if (parsed === undefined || filesOf(event).length > 0) return undefined;
  const { ts, thread_ts, channel, channel_type, user, subtype, bot_id } = parsed;
  const isPersons = POST_SUBTYPES.has(subtype) && !bot_id && user !== botUserId;
  if (!isPersons || !isToRollcall(parsed, botUserId) || readNamesInThread(event, botUserId) !== undefined)
    return undefined;
  return { channelId: channel, threadTs: thread_ts ?? (channel_type === 'im' ? undefined : ts) };
}

/** Names typed in a thread, such as "1 Ada, 2 Bob". */
export interface NamesInThread {
  readonly place: ReplyPlace;
  readonly ts: string;
  readonly userId: string;
  /** The workspace or organisation of the person; undefined if Slack does not say. */
  readonly userTeamId: string | undefined;
  readonly names: readonly TypedName[];
  readonly isCertain: boolean;
}

const UNESCAPED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * Reads a `message` event.
 * @returns undefined if it is not a person's message in a thread, with a number and a name in every part.
 */
export function readNamesInThread(event: unknown, botUserId: string): NamesInThread | undefined {
  const parsed = questionSchema.safeParse(event).data;
  if (parsed === undefined || filesOf(event).length > 0) return undefined;
  const { ts, thread_ts, channel, user, subtype, bot_id, text } = parsed;
  const isPersons = POST_SUBTYPES.has(subtype) && !bot_id && user !== botUserId;
  if (!isPersons || thread_ts === undefined || thread_ts === ts) return undefined;
  const typed = readTypedNames(text.replace(/&(?:amp|lt|gt);/g, (escaped) => UNESCAPED[escaped] ?? escaped));
  if (typed === undefined) return undefined;
  const place = { channelId: channel, threadTs: thread_ts };
  return { place, ts, userId: user, userTeamId: teamOf(parsed), ...typed };
}

const addressSchema = z.object({ channel_type: z.string().optional(), text: z.string().nullish() });

/** Whether a `message` event is in a direct message to Rollcall, or mentions it. */
export function isToRollcall(event: unknown, botUserId: string): boolean {
  const { channel_type, text } = addressSchema.safeParse(event).data ?? {};
  return channel_type === 'im' || (text ?? '').includes(`<@${botUserId}>`);
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
