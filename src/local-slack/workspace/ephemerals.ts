import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { json } from '../../store/row-shapes.js';
import type { Block } from '../blocks/elements.js';
import { messageShape } from './messages.js';

const ephemeralShape = messageShape.extend({ shownTo: z.string() });

/** A message that only one person sees. */
export type Ephemeral = Readonly<z.output<typeof ephemeralShape>>;

const ephemeralRow = z.object({ body: json(ephemeralShape) });

export interface Ephemerals {
  /** Adds a message, or replaces the one with the same `ts`. */
  put(message: Ephemeral): void;
  find(channel: string, ts: string): Ephemeral | undefined;
  remove(channel: string, ts: string): void;
}

const MAX_REMEMBERED = 1000;

/**
 * Slack shows an ephemeral message only in sessions that are open when it arrives, and it cannot be deleted later. So its
 * text is never stored. Its controls are, because a page may show them for longer than this process runs.
 */
export function createEphemerals(database: Database): Ephemerals {
  const remembered = new LRUCache<string, Ephemeral>({ max: MAX_REMEMBERED });
  const keyOf = (channel: string, ts: string) => `${channel} ${ts}`;
  return {
    put(message) {
      remembered.set(keyOf(message.channel, message.ts), message);
      database.run('INSERT OR REPLACE INTO ephemerals (channel, ts, shown_to, body) VALUES (?, ?, ?, ?)', [
        message.channel,
        message.ts,
        message.shownTo,
        JSON.stringify({ ...message, text: '', blocks: message.blocks?.flatMap(controlsOf) }),
      ]);
    },
    find(channel, ts) {
      const known = remembered.get(keyOf(channel, ts));
      if (known !== undefined) return known;
      return database.row(ephemeralRow, 'SELECT body FROM ephemerals WHERE channel = ? AND ts = ?', [channel, ts])
        ?.body;
    },
    remove(channel, ts) {
      remembered.delete(keyOf(channel, ts));
      database.run('DELETE FROM ephemerals WHERE channel = ? AND ts = ?', [channel, ts]);
    },
  };
}

/** A block without its text. */
function controlsOf(block: Block): Block[] {
  if (block.type === 'actions') return [block];
  if (block.type !== 'section' || block.accessory === undefined) return [];
  return [{ ...block, text: undefined, fields: undefined }];
}
