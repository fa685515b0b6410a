/**
 * Loaded into a Rollcall process with `--import`: measures how long its main thread was busy without a break, and answers
 * `{"mark": …}` messages with the longest time since the last one.
 */
import { isMainThread } from 'node:worker_threads';

const TICK_MS = 5;

if (isMainThread && process.send !== undefined) {
  let longestMs = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - TICK_MS);
    last = now;
  }, TICK_MS).unref();
  process.on('message', () => {
    process.send?.({ longestMs });
    longestMs = 0;
  });
  process.channel?.unref();
}
