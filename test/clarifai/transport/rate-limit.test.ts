import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../src/clarifai/transport/rate-limit.js';
import type { Clock } from '../../../src/clarifai/transport/waiting.js';

/** Time that passes only by sleeping; sleepers wake in the order of their time. */
function manualClock(): Clock & { advance(ms: number): Promise<void> } {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ at: now + ms, wake })),
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers[0];
        if (next === undefined || next.at > end) break;
        sleepers.shift();
        now = next.at;
        next.wake();
      }
      now = end;
    },
  };
}

describe('the rate limit', () => {
  it('lets a second’s worth through at once and then so many per second, in order', async () => {
    const clock = manualClock();
    const limit = createRateLimit(10, clock);
    const through: { call: number; at: number }[] = [];
    for (let call = 0; call < 30; call++) {
      void limit.take().then(() => through.push({ call, at: clock.now() }));
    }
    await clock.advance(0);
    expect(through).toHaveLength(10);
    await clock.advance(1_000);
    expect(through).toHaveLength(20);
    await clock.advance(1_000);
    expect(through.map(({ call }) => call)).toEqual([...Array(30).keys()]);
  });

  it('saves up no more than a second’s worth', async () => {
    const clock = manualClock();
    const limit = createRateLimit(10, clock);
    await clock.advance(60_000);
    let through = 0;
    for (let call = 0; call < 15; call++) void limit.take().then(() => through++);
    await clock.advance(0);
    expect(through).toBe(10);
  });

  it('a pause delays all calls, waiting ones included', async () => {
    const clock = manualClock();
    const limit = createRateLimit(1, clock);
    let through = 0;
    await limit.take();
    void limit.take().then(() => through++);
    limit.pause(5_000);
    void limit.take().then(() => through++);
    await clock.advance(4_900);
    expect(through).toBe(0);
    await clock.advance(200);
    expect(through).toBe(1);
    await clock.advance(2_000);
    expect(through).toBe(2);
  });

  it('after a pause lets half as many through, and more again bit by bit', async () => {
    const clock = manualClock();
    const limit = createRateLimit(20, clock);
    await Promise.all(Array.from({ length: 20 }, () => limit.take()));
    limit.pause(1_000);
    // The others of the same moment say the same thing once more.
    limit.pause(1_000);
    const times: number[] = [];
    for (let call = 0; call < 100; call++) void limit.take().then(() => times.push(clock.now() - 1_000));
    await clock.advance(2_000);
    expect(times.length).toBeGreaterThanOrEqual(10);
    expect(times.length).toBeLessThanOrEqual(12);
    await clock.advance(20_000);
    expect(times).toHaveLength(100);
    let through = 0;
    for (let call = 0; call < 30; call++) void limit.take().then(() => through++);
    await clock.advance(1_000);
    expect(through).toBe(30);
  });

  it('finds a rate even where there was no limit', async () => {
    const clock = manualClock();
    const limit = createRateLimit(Number.POSITIVE_INFINITY, clock);
    await limit.take();
    limit.pause(100);
    let through = 0;
    for (let call = 0; call < 1_000; call++) void limit.take().then(() => through++);
    await clock.advance(1_100);
    expect(through).toBeGreaterThan(10);
    expect(through).toBeLessThan(40);
  });

  it('does not wait without a limit', async () => {
    const limit = createRateLimit(Number.POSITIVE_INFINITY, manualClock());
    let through = 0;
    await Promise.all(Array.from({ length: 1_000 }, () => limit.take().then(() => through++)));
    expect(through).toBe(1_000);
  });
});
