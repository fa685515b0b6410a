import type { Clock } from './waiting.js';

/** Lets so many calls through per second, and none at all while the service says it has too many. */
export interface RateLimit {
  /** Resolves when the next call may go out, in the order of asking. */
  take(signal: AbortSignal): Promise<void>;
  /** Holds back every call, also those waiting already, for so many milliseconds from now. */
  pause(ms: number): void;
}

/**
 * A token bucket that starts full and holds one second's worth.
 * @param perSecond Infinity for no limit.
 */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  let tokens = perSecond;
  let countedAt = clock.now();
  let pausedUntil = 0;

  function refill(): void {
    const now = clock.now();
    tokens = Math.min(perSecond, tokens + ((now - countedAt) / 1000) * perSecond);
    countedAt = now;
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      if (perSecond !== Number.POSITIVE_INFINITY) {
        refill();
        // Going below zero is a place in the queue: whoever comes next waits longer.
        tokens -= 1;
        if (tokens < 0) {
          try {
            await clock.sleep((-tokens / perSecond) * 1000, signal);
          } catch (error) {
            tokens += 1;
            throw error;
          }
        }
      }
      for (let left = pausedUntil - clock.now(); left > 0; left = pausedUntil - clock.now()) {
        await clock.sleep(left, signal);
      }
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
