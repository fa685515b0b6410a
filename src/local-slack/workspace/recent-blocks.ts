import { LRUCache } from 'lru-cache';
import type { Block } from '../blocks/elements.js';

/**
 * The blocks that messages and views had before recent updates. Someone may click a block that was just replaced. Slack
 * delivers such clicks, and recommends a new `block_id` for every update so that apps can recognise them
 * (https://docs.slack.dev/reference/methods/chat.update). This server delivers them for ten minutes. It needs the old
 * blocks even where an app sets no ids: they get a random id with every update.
 */
export interface RecentBlocks {
  /** @param key identifies the message or view: {@link messageKey}, or the view's id. */
  remember(key: string, blocks: readonly Block[] | undefined): void;
  /** Earlier blocks, newest first. */
  of(key: string): readonly Block[];
}

const LIFETIME_MS = 10 * 60 * 1000;
const MAX_KEYS = 200;
const MAX_BLOCKS = 200;

export function createRecentBlocks(now: () => number): RecentBlocks {
  const recent = new LRUCache<string, { block: Block; until: number }[]>({ max: MAX_KEYS });

  return {
    remember(key, blocks = []) {
      const former = blocks.map((block) => ({ block, until: now() + LIFETIME_MS }));
      recent.set(key, [...former, ...(recent.get(key) ?? [])].slice(0, MAX_BLOCKS));
    },
    of: (key) => (recent.get(key) ?? []).filter(({ until }) => until > now()).map(({ block }) => block),
  };
}

export function messageKey({ channel, ts }: { channel: string; ts: string }): string {
  return `${channel} ${ts}`;
}
