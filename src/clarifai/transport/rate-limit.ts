import type { Clock } from './waiting.js';

/** Limits calls per second, and pauses all calls while the service reports too many. */
export interface RateLimit {
  /** Resolves when the caller may send, in the order of the calls. */
  take(): Promise<void>;
  /** Pauses all calls, waiting ones included, for `ms` milliseconds, and lowers the rate. */
  pause(ms: number): void;
}

/** The assumed rate after "too many requests" if there was no limit: twice Clarifai's default for an account. */
const RATE_WHEN_UNLIMITED = 30;
const LOWEST_RATE = 0.5;
/** Factor per sent call until the full rate is reached again: the rate doubles in about 35 calls. */
const RECOVERY = 1.02;

/**
 * A token bucket that starts full and holds the tokens of one second. Each "too many requests" leaves one token and halves the
 * rate, because others may use the same account; later calls raise it again.
 * @param perSecond Infinity for no limit.
 */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  let rate = perSecond;
  let tokens = perSecond;
  let countedAt = clock.now();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** Grows with each pause, which invalidates the queue from before it. */
  let pauses = 0;

  function refill(): void {
    const elapsed = Math.max(0, clock.now() - countedAt);
    tokens = Math.min(Math.max(1, rate), tokens + (elapsed / 1000) * rate);
    countedAt = Math.max(countedAt, clock.now());
  }

  function recover(): void {
    if (rate === perSecond) return;
    const raised = rate * RECOVERY;
    rate = raised >= Math.min(perSecond, RATE_WHEN_UNLIMITED * 4) ? perSecond : raised;
    if (rate === Number.POSITIVE_INFINITY) tokens = rate;
  }

  /** @returns false if a pause began meanwhile: the caller has to queue again. */
  async function queue(): Promise<boolean> {
    if (rate === Number.POSITIVE_INFINITY) return true;
    const pausesBefore = pauses;
    refill();
    // A negative count is the length of the queue.
    tokens -= 1;
    if (tokens >= 0) return true;
    await clock.sleep((-tokens / rate) * 1000);
    return pauses === pausesBefore;
  }

  return {
    async take() {
      for (;;) {
        const left = pausedUntil - clock.now();
        if (left > 0) await clock.sleep(left);
        else if (await queue()) break;
      }
      recover();
    },
    pause(ms) {
      const now = clock.now();
      // Calls that were sent together are refused together: only the first one lowers the rate.
      if (now >= pausedUntil) rate = Math.max(LOWEST_RATE, Math.min(rate, RATE_WHEN_UNLIMITED) / 2);
      pausedUntil = Math.max(pausedUntil, now + ms);
      pauses += 1;
      tokens = 1;
      countedAt = pausedUntil;
    },
  };
}
