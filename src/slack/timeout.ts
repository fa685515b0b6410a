import { setTimeout as wait } from 'node:timers/promises';

/** The result of some work, or undefined if it takes longer than the limit. The work itself goes on. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  const limit = new AbortController();
  try {
    return await Promise.race([work, wait(limitMs, undefined, { signal: limit.signal })]);
  } finally {
    limit.abort();
  }
}

/**
 * In ms. Slack expects an answer to a click, form, menu, shortcut or command within 3 s, and a trigger expires after as long
 * (docs.slack.dev/interactivity/handling-user-interaction). The rest of that time is for the network.
 */
const ANSWER_LIMIT_MS = 1800;

/** The time by which a request from Slack must be answered. All look-ups for one request share one deadline. */
export interface Deadline {
  /** The result of some work, or undefined if the time is up first. The work itself goes on. Rejects if the work does. */
  before<T>(work: Promise<T>): Promise<T | undefined>;
}

/** Starts a deadline now. Call this as soon as a request comes in. */
export function startDeadline(limitMs = ANSWER_LIMIT_MS): Deadline {
  const end = performance.now() + limitMs;
  return { before: (work) => within(Math.max(0, end - performance.now()), work) };
}
