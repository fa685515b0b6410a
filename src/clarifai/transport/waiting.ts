import { setTimeout as delay } from 'node:timers/promises';
import { ClarifaiError } from './errors.js';

/** Time; tests bring their own. */
export interface Clock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Resolves after so many milliseconds, or rejects with the reason for which all work was ended. */
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

/** How often to look again while waiting for something, and when to give up. */
export interface Backoff {
  readonly firstMs: number;
  /** Each wait is so many times as long as the one before. */
  readonly growth: number;
  readonly longestMs: number;
  readonly limitMs: number;
}

/**
 * Looks until there is an answer.
 * @param look what to look for; undefined means "not yet".
 * @param waitingFor for the error: "the photo to be searched for faces".
 * @throws ClarifaiError of kind `timeout` when the limit is reached.
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
