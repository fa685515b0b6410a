import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Measurements, onMeasurement, publish, timed } from '../src/measurements.js';

describe('measurements', () => {
  const times: Measurements['step'][] = [];
  let stop = () => {};
  beforeEach(() => {
    times.length = 0;
    stop = onMeasurement('step', (time) => times.push(time));
  });
  afterEach(() => stop());

  it('of a step are published with its result', async () => {
    expect(await timed('draw', async () => 'a picture')).toBe('a picture');
    expect(times).toEqual([{ step: 'draw', ms: expect.any(Number) }]);
  });

  it('of a step that fails are published, too', async () => {
    const failing = timed('upload', async () => {
      throw new Error('Slack is away');
    });
    await expect(failing).rejects.toThrow('Slack is away');
    expect(times).toMatchObject([{ step: 'upload' }]);
  });

  it('of a step are as long as it takes', async () => {
    await timed('post', () => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(times[0]?.ms).toBeGreaterThan(15);
  });

  it('reach only those who asked for their name', () => {
    publish('post started', () => ({}));
    expect(times).toEqual([]);
  });

  it('are not made while no one listens', async () => {
    stop();
    let isMade = false;
    publish('step', () => {
      isMade = true;
      return { step: 'read', ms: 1 };
    });
    expect(isMade).toBe(false);
    expect(await timed('read', () => 'not a promise')).toBe('not a promise');
    expect(times).toEqual([]);
  });
});
