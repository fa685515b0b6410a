import { describe, expect, it } from 'vitest';
import { createCombinedRuns, createSingleFlight } from '../src/single-flight.js';

/** Work that ends when the test says so. */
function createWork() {
  const started: { finish(result: string): void; fail(error: Error): void }[] = [];
  const work = () =>
    new Promise<string>((resolve, reject) => {
      started.push({ finish: resolve, fail: reject });
    });
  return { started, work };
}

describe('single flight', () => {
  it('starts work once for all who ask meanwhile', async () => {
    const flight = createSingleFlight<string>();
    const { started, work } = createWork();
    const asked = [flight.run('ada', work), flight.run('ada', work), flight.run('ada', work)];
    expect(started).toHaveLength(1);
    started[0]?.finish('Ada Lovelace');
    expect(await Promise.all(asked)).toEqual(['Ada Lovelace', 'Ada Lovelace', 'Ada Lovelace']);
  });

  it('starts again for those who ask after its end', async () => {
    const flight = createSingleFlight<string>();
    const { started, work } = createWork();
    const first = flight.run('ada', work);
    started[0]?.finish('one');
    await first;
    const second = flight.run('ada', work);
    started[1]?.finish('two');
    expect(await second).toBe('two');
  });

  it('keeps keys apart', async () => {
    const flight = createSingleFlight<string>();
    const { started, work } = createWork();
    const asked = [flight.run('ada', work), flight.run('grace', work)];
    started[1]?.finish('Grace Hopper');
    started[0]?.finish('Ada Lovelace');
    expect(await Promise.all(asked)).toEqual(['Ada Lovelace', 'Grace Hopper']);
  });

  it('fails for all who ask meanwhile, and starts again after that', async () => {
    const flight = createSingleFlight<string>();
    const { started, work } = createWork();
    const asked = Promise.allSettled([flight.run('ada', work), flight.run('ada', work)]);
    started[0]?.fail(new Error('away'));
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = flight.run('ada', work);
    started[1]?.finish('back');
    expect(await again).toBe('back');
  });

  it('knows what is running', async () => {
    const flight = createSingleFlight<string>();
    const { started, work } = createWork();
    const running = flight.run('ada', work);
    expect([flight.isRunning('ada'), flight.isRunning('grace')]).toEqual([true, false]);
    started[0]?.finish('done');
    await running;
    expect(flight.isRunning('ada')).toBe(false);
  });

  it('starts new work once what is running is out of date, and forgets the old one’s end', async () => {
    const flight = createSingleFlight<string>();
    const { started, work } = createWork();
    const old = flight.run('ada', work);
    flight.forgetAll();
    const current = flight.run('ada', work);
    started[0]?.finish('old');
    expect(await old).toBe('old');
    expect(flight.isRunning('ada')).toBe(true);
    started[1]?.finish('new');
    expect(await current).toBe('new');
  });
});

describe('createCombinedRuns', () => {
  it('runs one request after the other, and combines those that come in during a run', async () => {
    const ran: string[] = [];
    let finish = () => {};
    const run = createCombinedRuns<string>(
      (request) => {
        ran.push(request);
        return new Promise((resolve) => (finish = resolve));
      },
      (first, second) => `${first}+${second}`,
    );
    const first = run('a');
    await expect.poll(() => ran).toEqual(['a']);
    const others = Promise.all([run('b'), run('c'), run('d')]);
    expect(ran).toEqual(['a']);
    finish();
    await first;
    await expect.poll(() => ran).toEqual(['a', 'b+c+d']);
    finish();
    await others;
  });

  it('runs the next request although the one before failed', async () => {
    const ran: string[] = [];
    const run = createCombinedRuns<string>(
      async (request) => {
        ran.push(request);
        if (request === 'a') throw new Error('no');
      },
      (first, second) => first + second,
    );
    await expect(run('a')).rejects.toThrow('no');
    await run('b');
    expect(ran).toEqual(['a', 'b']);
  });
});
