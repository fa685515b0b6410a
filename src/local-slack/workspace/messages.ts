import type { Database } from '../../store/open-database.js';
import type { Block } from '../blocks/elements.js';

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

interface Reaction {
  readonly name: string;
  readonly users: readonly string[];
}

/** A message as it is stored; `render-message.ts` turns it into Slack's format. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  /** The `ts` of the message it replies to; undefined outside a thread. */
  readonly threadTs?: string | undefined;
  readonly user: string;
  readonly subtype?: 'file_share' | 'thread_broadcast' | 'tombstone' | 'channel_join' | 'channel_leave' | undefined;
  readonly text: string;
  readonly blocks?: readonly Block[] | undefined;
  readonly fileIds?: readonly string[] | undefined;
  readonly metadata?: Metadata | undefined;
  readonly edited?: { readonly user: string; readonly ts: string } | undefined;
  readonly reactions?: readonly Reaction[] | undefined;
  /** Who invited a new member to the channel. */
  readonly inviter?: string | undefined;
}

/** What a parent message shows of its thread. */
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
    find(channel, ts) {
      const row = database.get<{ body: string }>(`${COLUMNS} AND ts = :ts`, { ':channel': channel, ':ts': ts });
      return row && read(row);
    },
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
        .all<{ body: string }>(`${COLUMNS} AND ${inChannel} AND ${IN_RANGE} ORDER BY ts DESC LIMIT :limit`, {
          ':channel': channel,
          ...bounds(range),
        })
        .map(read);
    },
    replies(channel, threadTs, range) {
      return database
        .all<{ body: string }>(`${COLUMNS} AND thread_ts = :thread AND ${IN_RANGE} ORDER BY ts LIMIT :limit`, {
          ':channel': channel,
          ':thread': threadTs,
          ...bounds(range),
        })
        .map(read);
    },
    thread(channel, ts) {
      const rows = database.all<{ ts: string; user: string }>(
        `SELECT ts, body ->> 'user' AS user FROM messages WHERE channel = ? AND thread_ts = ? ORDER BY ts`,
        [channel, ts],
      );
      const last = rows.at(-1);
      if (last === undefined) return undefined;
      return {
        replyCount: rows.length,
        replyUsers: [...new Set(rows.map((row) => row.user))].slice(0, 5),
        latestReply: last.ts,
      };
    },
    latestTs: () => database.get<{ ts: string | null }>('SELECT max(ts) AS ts FROM messages')?.ts ?? undefined,
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

function read(row: { body: string }): Message {
  return JSON.parse(row.body) as Message;
}
