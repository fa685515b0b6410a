import type { Args, SlackState } from './state.js';

/** Answers one call. @throws Refusal */
export type Method = (args: Args) => Record<string, unknown>;

/** One page of a list, with a cursor when there is more. */
export function page(state: SlackState, args: Args, key: string, items: readonly unknown[]): Record<string, unknown> {
  const start = Number(args['cursor'] ?? 0);
  const end = start + Math.min(Number(args['limit'] ?? state.pageSize), state.pageSize);
  const next = end < items.length ? String(end) : '';
  return { [key]: items.slice(start, end), has_more: next !== '', response_metadata: { next_cursor: next } };
}
