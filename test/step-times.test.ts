import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STEP_TIMES, type StepTime, timed } from '../src/step-times.js';

describe('the times of steps', () => {
  const times: StepTime[] = [];
  const listen = (time: unknown) => times.push(time as StepTime);
  beforeEach(() => {
    times.length = 0;
    subscribe(STEP_TIMES, listen);
  });
  afterEach(() => {
    unsubscribe(STEP_TIMES, listen);
  });

  it('are published with the result of the step', async () => {
    expect(await timed('draw', async () => 'a picture')).toBe('a picture');
    expect(times).toEqual([{ step: 'draw', ms: expect.any(Number) }]);
  });

  it('are published of steps that fail, too', async () => {
    const failing = timed('upload', async () => {
      throw new Error('Slack is away');
    });
    await expect(failing).rejects.toThrow('Slack is away');
    expect(times).toMatchObject([{ step: 'upload' }]);
  });

  it('are as long as the step takes', async () => {
    await timed('post', () => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(times[0]?.ms).toBeGreaterThan(15);
  });

  it('are not measured while no one listens', async () => {
    unsubscribe(STEP_TIMES, listen);
    expect(await timed('read', () => 'not a promise')).toBe('not a promise');
    expect(times).toEqual([]);
  });
});
