import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { json } from '../../store/row-shapes.js';
import { storedBlock } from './stored-shapes.js';

export const messageShape = z.object({
  channel: z.string(),
  ts: z.string(),
  /** The `ts` of the message it replies to; undefined outside a thread. */
  threadTs: z.string().optional(),
  user: z.string(),
  subtype: z.enum(['file_share', 'thread_broadcast', 'tombstone', 'channel_join', 'channel_leave']).optional(),
  text: z.string(),
  blocks: z.array(storedBlock).readonly().optional(),
  fileIds: z.array(z.string()).readonly().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
  edited: z.object({ user: z.string(), ts: z.string() }).optional(),
  reactions: z
    .array(z.object({ name: z.string(), users: z.array(z.string()).readonly() }))
    .readonly()
    .optional(),
  /** Who invited a new member to the channel. */
  inviter: z.string().optional(),
});

/** A message as it is stored; `render-message.ts` turns it into Slack's format. */
export type Message = Readonly<z.output<typeof messageShape>>;
export type Metadata = NonNullable<Message['metadata']>;

const messageRow = z.object({ body: json(messageShape) });
const replyRow = z.object({ ts: z.string(), user: z.string() });
const latestRow = z.object({ ts: z.string().nullable() });

/** What a parent message says about its thread. */
interface ThreadSummary {
  readonly replyCount: number;
  readonly replyUsers: readonly string[];
  readonly latestReply: string;
}

/** Which messages to read; timestamps in Slack's format. */
interface Range {
  readonly oldest?: string | undefined;
  readonly latest?: string | undefined;
  readonly inclusive?: boolean | undefined;
  readonly limit: number;
}

export interface Messages {
  add(message: Message): void;
  find(channel: string, ts: string): Message | undefined;
  replace(message: Message): void;
  remove(channel: string, ts: string): void;
  /** Newest first, without thread replies (but with those also sent to the channel). */
  history(channel: string, range: Range): Message[];
  /** Oldest first, without the parent. */
  replies(channel: string, threadTs: string, range: Range): Message[];
  thread(channel: string, ts: string): ThreadSummary | undefined;
  latestTs(): string | undefined;
}

const COLUMNS = 'SELECT body FROM messages WHERE channel = :channel';
const IN_RANGE = 'ts > :oldest AND ts < :latest';
/** Without the name of the index, SQLite goes through all messages of the channel, because those are in the right order. */
const OF_THREAD = 'messages INDEXED BY messages_in_thread WHERE channel = :channel AND thread_ts = :thread';

export function createMessages(database: Database): Messages {
  return {
    add(message) {
      database.run('INSERT INTO messages (channel, ts, thread_ts, body) VALUES (?, ?, ?, ?)', [
        message.channel,
        message.ts,
        message.threadTs ?? null,
        JSON.stringify(message),
      ]);
    },
    find: (channel, ts) =>
      database.row(messageRow, `${COLUMNS} AND ts = :ts`, { ':channel': channel, ':ts': ts })?.body,
    replace(message) {
      database.run('UPDATE messages SET body = ? WHERE channel = ? AND ts = ?', [
        JSON.stringify(message),
        message.channel,
        message.ts,
      ]);
    },
    remove(channel, ts) {
      database.run('DELETE FROM messages WHERE channel = ? AND ts = ?', [channel, ts]);
    },
    history(channel, range) {
      const inChannel = `(thread_ts IS NULL OR body ->> 'subtype' = 'thread_broadcast')`;
      return database
        .rows(messageRow, `${COLUMNS} AND ${inChannel} AND ${IN_RANGE} ORDER BY ts DESC LIMIT :limit`, {
          ':channel': channel,
          ...bounds(range),
        })
        .map((row) => row.body);
    },
    replies(channel, threadTs, range) {
      return database
        .rows(messageRow, `SELECT body FROM ${OF_THREAD} AND ${IN_RANGE} ORDER BY ts LIMIT :limit`, {
          ':channel': channel,
          ':thread': threadTs,
          ...bounds(range),
        })
        .map((row) => row.body);
    },
    thread(channel, ts) {
      const rows = database.rows(replyRow, `SELECT ts, body ->> 'user' AS user FROM ${OF_THREAD} ORDER BY ts`, {
        ':channel': channel,
        ':thread': ts,
      });
      const last = rows.at(-1);
      if (last === undefined) return undefined;
      return {
        replyCount: rows.length,
        replyUsers: [...new Set(rows.map((row) => row.user))].slice(0, 5),
        latestReply: last.ts,
      };
    },
    latestTs: () => database.row(latestRow, 'SELECT max(ts) AS ts FROM messages')?.ts ?? undefined,
  };
}

/**
 * Timestamps are text of one length (ten digits, a point, six digits), so their order is chronological. An inclusive
 * bound is moved past the timestamp by a character that sorts before or after (`~`) every digit.
 */
function bounds({ oldest, latest, inclusive, limit }: Range) {
  return {
    ':oldest': oldest === undefined ? '' : inclusive ? oldest.slice(0, -1) + before(oldest) : oldest,
    ':latest': latest === undefined ? '~' : inclusive ? `${latest}~` : latest,
    ':limit': limit,
  };
}

/** The last character of the text that sorts directly before a timestamp. */
function before(ts: string): string {
  return String.fromCharCode(ts.charCodeAt(ts.length - 1) - 1);
}
