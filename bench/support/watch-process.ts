/**
 * Loaded into a Rollcall process with `--import`: measures how long its main thread was busy without a break, and answers
 * `{"mark": …}` messages with the longest time and the processor time since the last one.
 */
import { isMainThread } from 'node:worker_threads';

const TICK_MS = 5;

if (isMainThread && process.send !== undefined) {
  let longestMs = 0;
  let last = performance.now();
  let before = process.cpuUsage();
  setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - TICK_MS);
    last = now;
  }, TICK_MS).unref();
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before);
    process.send?.({ longestMs, cpuMs: (user + system) / 1000 });
    longestMs = 0;
    before = process.cpuUsage();
  });
  process.channel?.unref();
}
