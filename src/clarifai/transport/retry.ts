import type { ClarifaiError } from './errors.js';

/** How often a call is attempted. Times in milliseconds. */
export interface RetryPolicy {
  /** Attempts in total, the first one included. */
  readonly attempts: number;
  /** Attempts in total if they exceed the deadline of the call. */
  readonly timeoutAttempts: number;
  /** Upper limit of the first pause; it doubles with each attempt. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** The same for "too many requests"; Clarifai's documentation advises about 15 seconds. */
  readonly throttledFirstMs: number;
  readonly throttledLongestMs: number;
  /** Pause between attempts while a model is being loaded. */
  readonly coldMs: number;
  /** Returns a number in [0, 1). */
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
 * How long to wait before the next attempt: anything between 0 and a cap that doubles, so that processes which failed together do
 * not retry together (full jitter, https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * @param repeatable whether repeating the call is harmless if the failed attempt took effect.
 * @returns undefined if the call must not be attempted again.
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

/** How long all calls pause after "too many requests": at least half of the cap, because an early retry makes it worse. */
export function throttledPauseMs(policy: RetryPolicy, attempt: number): number {
  const cap = Math.min(policy.throttledLongestMs, policy.throttledFirstMs * 2 ** (attempt - 1));
  return cap / 2 + (policy.random() * cap) / 2;
}

/**
 * How long to wait for a model that is being loaded.
 * @param leftMs what is left of the caller's limit.
 * @returns undefined if nothing is left.
 */
export function coldPauseMs(policy: RetryPolicy, attempt: number, leftMs: number): number | undefined {
  if (leftMs <= 0) return undefined;
  return Math.min(leftMs, policy.coldMs * (attempt === 1 ? 1 / 3 : 1));
}
