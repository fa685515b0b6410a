import { LRUCache } from 'lru-cache';
import type { Block } from '../blocks/elements.js';

/**
 * The blocks of messages and views before recent updates. A click and an update can cross: Slack recommends a new `block_id`
 * for every update so that apps can recognise such clicks (https://docs.slack.dev/reference/methods/chat.update), which it
 * delivers. So does this server, for as long as someone may have looked at it without seeing an update. Blocks without an id get a new one in every update.
 */
export interface RecentBlocks {
  /** @param key identifies the message or view: {@link messageKey}, or the view's id. */
  remember(key: string, blocks: readonly Block[] | undefined): void;
  /** Earlier blocks, newest first. */
  of(key: string): readonly Block[];
}

const CROSSING_MS = 600_000;
const MAX_KEYS = 200;
const MAX_BLOCKS = 200;

export function createRecentBlocks(now: () => number): RecentBlocks {
  const recent = new LRUCache<string, { block: Block; until: number }[]>({ max: MAX_KEYS });

  return {
    remember(key, blocks = []) {
      const former = blocks.map((block) => ({ block, until: now() + CROSSING_MS }));
      recent.set(key, [...former, ...(recent.get(key) ?? [])].slice(0, MAX_BLOCKS));
    },
    of: (key) => (recent.get(key) ?? []).filter(({ until }) => until > now()).map(({ block }) => block),
  };
}

export function messageKey({ channel, ts }: { channel: string; ts: string }): string {
  return `${channel} ${ts}`;
}
