import type { Database } from '../../store/open-database.js';
import type { Message } from './messages.js';

/** A message that only one person sees. */
export interface Ephemeral extends Message {
  readonly shownTo: string;
}

export interface Ephemerals {
  /** Adds it, or replaces the one with the same `ts`. */
  put(message: Ephemeral): void;
  find(channel: string, ts: string): Ephemeral | undefined;
  remove(channel: string, ts: string): void;
}

export function createEphemerals(database: Database): Ephemerals {
  return {
    put(message) {
      database.run('INSERT OR REPLACE INTO ephemerals (channel, ts, shown_to, body) VALUES (?, ?, ?, ?)', [
        message.channel,
        message.ts,
        message.shownTo,
        JSON.stringify(message),
      ]);
    },
    find(channel, ts) {
      const row = database.get<{ body: string }>('SELECT body FROM ephemerals WHERE channel = ? AND ts = ?', [
        channel,
        ts,
      ]);
      return row && (JSON.parse(row.body) as Ephemeral);
    },
    remove(channel, ts) {
      database.run('DELETE FROM ephemerals WHERE channel = ? AND ts = ?', [channel, ts]);
    },
  };
}
