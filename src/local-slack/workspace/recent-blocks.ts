import { LRUCache } from 'lru-cache';
import type { Block } from '../blocks/elements.js';

/**
 * The blocks of messages before recent updates. A click and an update can cross: Slack recommends a new `block_id`
 * for every update so that apps can recognise such clicks (https://docs.slack.dev/reference/methods/chat.update), which it
 * delivers. So does this server, for as long as someone may have looked at a message without seeing an update.
 */
export interface RecentBlocks {
  remember(message: { channel: string; ts: string; blocks?: readonly Block[] | undefined }): void;
  /** Earlier blocks of a message, newest first. */
  of(message: { channel: string; ts: string }): readonly Block[];
}

const CROSSING_MS = 600_000;
const MAX_MESSAGES = 200;
const MAX_BLOCKS = 200;

export function createRecentBlocks(now: () => number): RecentBlocks {
  const recent = new LRUCache<string, { block: Block; until: number }[]>({ max: MAX_MESSAGES });
  const keyOf = ({ channel, ts }: { channel: string; ts: string }) => `${channel} ${ts}`;

  return {
    remember(message) {
      const former = (message.blocks ?? []).map((block) => ({ block, until: now() + CROSSING_MS }));
      recent.set(keyOf(message), [...former, ...(recent.get(keyOf(message)) ?? [])].slice(0, MAX_BLOCKS));
    },
    of: (message) => (recent.get(keyOf(message)) ?? []).filter(({ until }) => until > now()).map(({ block }) => block),
  };
}
