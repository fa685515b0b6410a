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

/**
 * Slack wants an answer to a click, form, menu, shortcut or command within 3 s, and takes a trigger for as long
 * (docs.slack.dev/interactivity/handling-user-interaction). What is not known after this many ms is left out: the rest is for
 * the way to Slack and back.
 */
const ANSWER_LIMIT_MS = 1800;

/** When a request of Slack's has to be answered. All look-ups for one request share one. */
export interface Deadline {
  /** The outcome of work, or undefined when the time is up before; the work itself goes on. Rejects when the work does. */
  before<T>(work: Promise<T>): Promise<T | undefined>;
}

/** Counts from now: as soon as a request comes in. */
export function startDeadline(limitMs = ANSWER_LIMIT_MS): Deadline {
  const end = performance.now() + limitMs;
  return { before: (work) => within(Math.max(0, end - performance.now()), work) };
}
