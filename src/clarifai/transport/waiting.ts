import { setTimeout as delay } from 'node:timers/promises';
import { ClarifaiError } from './errors.js';

export interface Clock {
  /** Monotonic, in milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds, or rejects with the reason of the session's abort. */
  sleep(ms: number): Promise<void>;
}

/** @param signal ends every sleep, with its reason. */
export function systemClock(signal: AbortSignal): Clock {
  return {
    now: () => performance.now(),
    async sleep(ms) {
      signal.throwIfAborted();
      try {
        await delay(ms, undefined, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}

/** How often to poll, and when to give up. */
export interface Backoff {
  readonly firstMs: number;
  /** Factor from one pause to the next. */
  readonly growth: number;
  readonly longestMs: number;
  readonly limitMs: number;
}

/**
 * Polls until there is a result.
 * @param waiting for the error message: "Waited 30 s for …".
 * @param look returns undefined as long as there is no result.
 * @throws ClarifaiError of kind `timeout` if the limit is reached.
 */
export async function poll<T>(
  clock: Clock,
  polling: Backoff,
  waiting: { readonly rpc: string; readonly for: string },
  look: () => Promise<T | undefined>,
): Promise<T> {
  const giveUpAt = clock.now() + polling.limitMs;
  for (let pauseMs = polling.firstMs; ; pauseMs = Math.min(pauseMs * polling.growth, polling.longestMs)) {
    const found = await look();
    if (found !== undefined) return found;
    if (clock.now() + pauseMs > giveUpAt) {
      const seconds = Math.round(polling.limitMs / 1000);
      throw new ClarifaiError({
        kind: 'timeout',
        rpc: waiting.rpc,
        description: `Waited ${seconds} s for ${waiting.for}`,
      });
    }
    await clock.sleep(pauseMs);
  }
}
