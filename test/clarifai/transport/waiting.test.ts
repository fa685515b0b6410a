import { describe, expect, it } from 'vitest';
import { type Backoff, poll, systemClock } from '../../../src/clarifai/transport/waiting.js';

const POLLING: Backoff = { firstMs: 100, growth: 2, longestMs: 500, limitMs: 2_000 };
const WAITING = { rpc: 'GetInput', for: 'a photo' };

/** A clock that does not wait, and remembers for how long it should have. */
function createClock() {
  let now = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    async sleep(ms: number) {
      sleeps.push(ms);
      now += ms;
    },
  };
}

describe('polling', () => {
  it('does not wait for what is there already', async () => {
    const clock = createClock();
    await expect(poll(clock, POLLING, WAITING, async () => 'there')).resolves.toBe('there');
    expect(clock.sleeps).toEqual([]);
  });

  it('takes any result but undefined', async () => {
    for (const result of [0, false, null, '']) {
      await expect(poll(createClock(), POLLING, WAITING, async () => result)).resolves.toBe(result);
    }
  });

  it('looks less and less often, up to a limit', async () => {
    const clock = createClock();
    let looks = 0;
    await poll(clock, POLLING, WAITING, async () => (++looks < 6 ? undefined : 'there'));
    expect(clock.sleeps).toEqual([100, 200, 400, 500, 500]);
  });

  it('gives up before a pause that would end after the limit, and says what it waited for', async () => {
    const clock = createClock();
    await expect(poll(clock, POLLING, WAITING, async () => undefined)).rejects.toMatchObject({
      kind: 'timeout',
      rpc: 'GetInput',
      description: 'Waited 2 s for a photo',
    });
    expect(clock.now()).toBeLessThanOrEqual(POLLING.limitMs);
  });

  it('ends with the error of a look', async () => {
    const look = async () => {
      throw new Error('the service is gone');
    };
    await expect(poll(createClock(), POLLING, WAITING, look)).rejects.toThrow('the service is gone');
  });
});

describe('the clock of the system', () => {
  it('only ever grows', () => {
    const clock = systemClock(new AbortController().signal);
    const before = clock.now();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
  });

  it('sleeps until the session ends, with the reason of its end', async () => {
    const session = new AbortController();
    const sleeping = systemClock(session.signal).sleep(60_000);
    session.abort(new Error('Rollcall stops'));
    await expect(sleeping).rejects.toThrow('Rollcall stops');
  });

  it('does not begin to sleep after the session has ended', async () => {
    const session = new AbortController();
    session.abort(new Error('Rollcall stops'));
    await expect(systemClock(session.signal).sleep(0)).rejects.toThrow('Rollcall stops');
  });
});
