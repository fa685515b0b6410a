import { setTimeout as wait } from 'node:timers/promises';

/** The outcome of some work, or undefined when it takes longer than the limit; the work itself goes on. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  const limit = new AbortController();
  try {
    return await Promise.race([work, wait(limitMs, undefined, { signal: limit.signal })]);
  } finally {
    limit.abort();
  }
}
