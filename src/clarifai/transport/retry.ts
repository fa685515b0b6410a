import type { ClarifaiError } from './errors.js';

/** How patient a call is. All times in milliseconds. */
export interface RetryPolicy {
  /** How often a call is tried in all. */
  readonly attempts: number;
  /** How often one that ran into its deadline is tried in all: each costs the whole deadline. */
  readonly timeoutAttempts: number;
  /** The longest first pause; it doubles with each attempt. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** The same for "too many requests", where Clarifai's documentation advises some 15 seconds. */
  readonly throttledFirstMs: number;
  readonly throttledLongestMs: number;
  /** How often a model that is being loaded is asked again. */
  readonly coldMs: number;
  /** A number from 0 (included) to 1. */
  readonly random: () => number;
}

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 8,
  timeoutAttempts: 2,
  firstMs: 250,
  longestMs: 5_000,
  throttledFirstMs: 1_000,
  throttledLongestMs: 15_000,
  coldMs: 3_000,
  random: Math.random,
};

/**
 * How long to wait before trying again: anything between nothing and the cap, so that many processes that failed together
 * do not come back together (full jitter, https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * @param repeatable whether the failed attempt may have had its effect without harm.
 * @returns undefined when it must not, or no longer, be tried.
 */
export function retryPauseMs(
  policy: RetryPolicy,
  attempt: number,
  error: ClarifaiError,
  repeatable: boolean,
): number | undefined {
  if (!repeatable || error.notTried) return undefined;
  if (error.kind !== 'unavailable' && error.kind !== 'timeout') return undefined;
  if (attempt >= (error.kind === 'timeout' ? policy.timeoutAttempts : policy.attempts)) return undefined;
  return policy.random() * Math.min(policy.longestMs, policy.firstMs * 2 ** (attempt - 1));
}

/** How long nobody may call after "too many requests": at least half of the cap, because coming back early makes it worse. */
export function throttledPauseMs(policy: RetryPolicy, attempt: number): number {
  const cap = Math.min(policy.throttledLongestMs, policy.throttledFirstMs * 2 ** (attempt - 1));
  return cap / 2 + (policy.random() * cap) / 2;
}

/**
 * How long to give a model that is being loaded.
 * @param leftMs of what the caller is willing to wait.
 * @returns undefined when nothing is left.
 */
export function coldPauseMs(policy: RetryPolicy, attempt: number, leftMs: number): number | undefined {
  if (leftMs <= 0) return undefined;
  return Math.min(leftMs, policy.coldMs * (attempt === 1 ? 1 / 3 : 1));
}
