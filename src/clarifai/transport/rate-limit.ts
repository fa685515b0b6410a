import type { Clock } from './waiting.js';

/** Lets so many calls through per second, and none at all while the service says it has too many. */
export interface RateLimit {
  /** Resolves when the next call may go out, in the order of asking. */
  take(): Promise<void>;
  /** Holds back every call, also those waiting already, for so many milliseconds from now, and lets fewer through after. */
  pause(ms: number): void;
}

/** Where to begin after "too many requests" when there was no limit: Clarifai's default for an account, doubled. */
const RATE_WHEN_UNLIMITED = 30;
const LOWEST_RATE = 0.5;
/** With each call that goes out, until the full rate is reached again: doubles in some 35 calls. */
const RECOVERY = 1.02;

/**
 * A token bucket that starts full and holds one second's worth. Each "too many requests" leaves one token and halves the rate,
 * because others may use the same account; calls that go through after raise it again bit by bit.
 * @param perSecond Infinity for no limit.
 */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  let rate = perSecond;
  let tokens = perSecond;
  let countedAt = clock.now();
  let pausedUntil = Number.NEGATIVE_INFINITY;
  /** Grows with each pause: places in the queue from before it are void. */
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

  /** @returns whether the call may go out; otherwise there was a pause, and it has to queue again. */
  async function queue(): Promise<boolean> {
    if (rate === Number.POSITIVE_INFINITY) return true;
    const pausesBefore = pauses;
    refill();
    // Going below zero is a place in the queue: whoever comes next waits longer.
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
      // Calls that went out together come back together: they are one sign of too many, not many.
      if (now >= pausedUntil) rate = Math.max(LOWEST_RATE, Math.min(rate, RATE_WHEN_UNLIMITED) / 2);
      pausedUntil = Math.max(pausedUntil, now + ms);
      pauses += 1;
      tokens = 1;
      countedAt = pausedUntil;
    },
  };
}
