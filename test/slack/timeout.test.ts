import { describe, expect, it } from 'vitest';
import { startDeadline, within } from '../../src/slack/timeout.js';

const never = () => new Promise<never>(() => {});
const later = <T>(ms: number, result: T) => new Promise<T>((resolve) => setTimeout(() => resolve(result), ms));

describe('work with a limit', () => {
  it('has its result if it is quick enough', async () => {
    await expect(within(1_000, later(1, 'done'))).resolves.toBe('done');
  });

  it('has none when the time is up', async () => {
    await expect(within(5, never())).resolves.toBeUndefined();
  });

  it('goes on after that', async () => {
    let isDone = false;
    const work = later(30, 'done').then(() => {
      isDone = true;
    });
    await within(1, work);
    expect(isDone).toBe(false);
    await work;
    expect(isDone).toBe(true);
  });

  it('rejects with its own error', async () => {
    await expect(within(1_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });
});

describe('a deadline', () => {
  it('is shared by everything that is looked up before it', async () => {
    const deadline = startDeadline(20);
    await expect(deadline.before(later(1, 'first'))).resolves.toBe('first');
    await expect(deadline.before(never())).resolves.toBeUndefined();
    const start = performance.now();
    await expect(deadline.before(never())).resolves.toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('that has passed still takes what is there already', async () => {
    await expect(startDeadline(0).before(Promise.resolve('cached'))).resolves.toBe('cached');
  });

  it('rejects as the work does', async () => {
    await expect(startDeadline(1_000).before(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  it('leaves time for the network within the three seconds that Slack waits', async () => {
    const start = performance.now();
    await startDeadline().before(never());
    expect(performance.now() - start).toBeGreaterThan(1_500);
  });
});
