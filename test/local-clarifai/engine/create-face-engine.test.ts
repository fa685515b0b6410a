import { describe, expect, it } from 'vitest';
import { orAborted } from '../../../src/local-clarifai/engine/create-face-engine.js';

describe('waiting that can be ended early', () => {
  const never = new Promise<string>(() => {});

  it('ends with the reason given', async () => {
    const controller = new AbortController();
    const waiting = orAborted(never, controller.signal);
    controller.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
  });

  it('ends at once when it was ended before', async () => {
    await expect(orAborted(never, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });

  it('otherwise settles as the work does', async () => {
    const { signal } = new AbortController();
    await expect(orAborted(Promise.resolve('done'), signal)).resolves.toBe('done');
    await expect(orAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed');
  });
});
