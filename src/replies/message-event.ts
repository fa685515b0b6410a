import { z } from 'zod';
import { type SlackFile, slackFileSchema } from './slack-file.js';

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

export const messageSchema = z.object({
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
export function teamOf({ user_team, source_team, team }: z.infer<typeof messageSchema>): string | undefined {
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
export const POST_SUBTYPES: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'thread_broadcast']);

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
