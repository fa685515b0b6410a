import { SlackError } from './slack-error.js';

/** One page of a list, with the cursor of the next page (empty on the last one). */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string;
}

/**
 * Pages a list by the keys of its items, so that items added or removed between two calls make no others repeat or go missing.
 * @throws SlackError `invalid_cursor`
 */
export function pageOf<T>(items: readonly T[], keyOf: (item: T) => string, limit: number, cursor?: string): Page<T> {
  const start = cursor === undefined ? 0 : items.findIndex((item) => keyOf(item) === readCursor(cursor));
  if (start < 0) throw new SlackError('invalid_cursor');
  const next = items[start + limit];
  return { items: items.slice(start, start + limit), nextCursor: next === undefined ? '' : makeCursor(keyOf(next)) };
}

export function makeCursor(key: string): string {
  return Buffer.from(`next:${key}`).toString('base64');
}

/** @throws SlackError `invalid_cursor` */
export function readCursor(cursor: string): string {
  const [, key] = /^next:(.+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (key === undefined) throw new SlackError('invalid_cursor');
  return key;
}
