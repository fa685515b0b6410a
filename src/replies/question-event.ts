import { z } from 'zod';
import { readTypedNames, type TypedName } from '../faces/typed-names.js';
import type { ReplyPlace } from './find-reply.js';
import { filesOf, messageSchema, POST_SUBTYPES, teamOf } from './message-event.js';

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
