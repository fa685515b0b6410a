import type { Message } from '../slack/types.js';
import { isReply } from './messages.js';
import type { Conversation } from './model.js';

/** Like Slack, groups consecutive messages of one person under one name when they are at most this far apart. */
const GROUPING_SECONDS = 5 * 60;

/** A row of a timeline. `isContinued` messages are shown without a name, directly below the one before. */
export type TimelineRow =
  | { kind: 'day'; key: string; date: Date }
  | { kind: 'unread'; key: string }
  | { kind: 'message'; key: string; message: Message; isContinued: boolean };

/** The posts of a channel, oldest first. */
export function postsOf(conversation: Conversation): Message[] {
  return byAge(Object.values(conversation.messages).filter((message) => !isReply(message)));
}

/** A post and its replies, oldest first. */
export function threadOf(conversation: Conversation, thread: string): Message[] {
  return byAge(
    Object.values(conversation.messages).filter((message) => message.ts === thread || message.thread_ts === thread),
  );
}

/** The number of posts by others after `lastReadTs`. */
export function countUnread(conversation: Conversation, me: string): number {
  return postsOf(conversation).filter(
    (message) => Number(message.ts) > Number(conversation.lastReadTs) && message.user !== me,
  ).length;
}

/**
 * The rows of a timeline: a divider where a day starts, one before the first unread message, and consecutive messages of
 * one person grouped.
 *
 * @param messages oldest first
 * @param firstUnreadTs the message below the "New" divider; undefined for no divider
 */
export function timelineRows(messages: readonly Message[], firstUnreadTs?: string): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let previous: Message | undefined;
  for (const message of messages) {
    const date = dateOf(message.ts);
    const isNewDay = previous === undefined || dateOf(previous.ts).toDateString() !== date.toDateString();
    const isFirstUnread = message.ts === firstUnreadTs;
    if (isNewDay) rows.push({ kind: 'day', key: `day-${date.toDateString()}`, date });
    if (isFirstUnread) rows.push({ kind: 'unread', key: 'unread' });
    const isContinued = !isNewDay && !isFirstUnread && previous !== undefined && isGroupedWith(previous, message);
    rows.push({ kind: 'message', key: message.ts, message, isContinued });
    previous = message;
  }
  return rows;
}

/** The time of a Slack `ts`. */
export function dateOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

function isGroupedWith(previous: Message, message: Message): boolean {
  return (
    previous.user === message.user &&
    previous.username === message.username &&
    previous.is_ephemeral === message.is_ephemeral &&
    (previous.reply_count ?? 0) === 0 &&
    Number(message.ts) - Number(previous.ts) < GROUPING_SECONDS
  );
}

function byAge(messages: Message[]): Message[] {
  return messages.sort((a, b) => Number(a.ts) - Number(b.ts));
}
