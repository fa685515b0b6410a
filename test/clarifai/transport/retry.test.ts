import { describe, expect, it } from 'vitest';
import { ClarifaiError, type ClarifaiErrorKind } from '../../../src/clarifai/transport/errors.js';
import {
  coldPauseMs,
  DEFAULT_RETRY,
  type RetryPolicy,
  retryPauseMs,
  throttledPauseMs,
} from '../../../src/clarifai/transport/retry.js';

const POLICY: RetryPolicy = {
  attempts: 5,
  timeoutAttempts: 2,
  firstMs: 100,
  longestMs: 500,
  throttledFirstMs: 1_000,
  throttledLongestMs: 3_000,
  coldMs: 900,
  random: () => 1,
};
const attempts = [1, 2, 3, 4, 5, 6];

const error = (kind: ClarifaiErrorKind, notTried = false) =>
  new ClarifaiError({ kind, rpc: 'GetInput', description: 'made for a test', notTried });

/** The pause after each attempt; undefined where there is no further one. */
const pauses = (kind: ClarifaiErrorKind, policy = POLICY, repeatable = true) =>
  attempts.map((attempt) => retryPauseMs(policy, attempt, error(kind), repeatable));

describe('pauses between attempts', () => {
  it('double up to a cap, until there were enough attempts', () => {
    expect(pauses('unavailable')).toEqual([100, 200, 400, 500, undefined, undefined]);
  });

  it('are spread over the whole range, so that processes do not retry together', () => {
    const between = (random: number) => pauses('unavailable', { ...POLICY, random: () => random })[2];
    expect([0, 0.25, 0.5].map(between)).toEqual([0, 100, 200]);
  });

  it('are fewer after timeouts, as each took long', () => {
    expect(pauses('timeout')).toEqual([100, undefined, undefined, undefined, undefined, undefined]);
  });

  it.each<ClarifaiErrorKind>(['auth', 'throttled', 'not_found', 'rejected', 'cancelled', 'cold', 'unreadable'])(
    'do not follow an error of kind %s',
    (kind) => {
      expect(pauses(kind)).toEqual(attempts.map(() => undefined));
    },
  );

  it('do not follow a call that must not happen twice', () => {
    expect(pauses('unavailable', POLICY, false)).toEqual(attempts.map(() => undefined));
  });

  it('do not follow a call that was not sent', () => {
    expect(retryPauseMs(POLICY, 1, error('unavailable', true), true)).toBeUndefined();
  });

  it('are less than a minute in total by default', () => {
    const policy = { ...DEFAULT_RETRY, random: () => 1 };
    let total = 0;
    for (let attempt = 1; ; attempt += 1) {
      const pause = retryPauseMs(policy, attempt, error('unavailable'), true);
      if (pause === undefined) break;
      total += pause;
    }
    expect(total).toBeGreaterThan(5_000);
    expect(total).toBeLessThan(60_000);
  });
});

describe('the pause of all calls after too many requests', () => {
  it('doubles up to a cap', () => {
    expect(attempts.map((attempt) => throttledPauseMs(POLICY, attempt))).toEqual([
      1_000, 2_000, 3_000, 3_000, 3_000, 3_000,
    ]);
  });

  it('is at least half as long, whatever chance says', () => {
    expect(throttledPauseMs({ ...POLICY, random: () => 0 }, 2)).toBe(1_000);
  });
});

describe('the pause while a model is being loaded', () => {
  it('is short at first, in case the model is nearly there', () => {
    expect([1, 2, 3].map((attempt) => coldPauseMs(POLICY, attempt, 60_000))).toEqual([300, 900, 900]);
  });

  it('is never longer than the caller has left', () => {
    expect(coldPauseMs(POLICY, 2, 250)).toBe(250);
  });

  it.each([0, -1])('ends when %i ms are left', (leftMs) => {
    expect(coldPauseMs(POLICY, 2, leftMs)).toBeUndefined();
  });
});
