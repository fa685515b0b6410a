import { describe, expect, it } from 'vitest';
import { createTrainer } from '../../src/training/trainer.js';
import { clarifaiError, createFakeRecognizer } from '../support/fake-recognizer.js';

const candidateCache = {
  find: () => Promise.reject(new Error('not here')),
  peek: async () => undefined,
  recall: () => Promise.reject(new Error('not here')),
  forgetAll() {},
};

describe('work that can wait', () => {
  it('goes on at once while no training is running', async () => {
    const trainer = createTrainer({ recognizer: createFakeRecognizer(), thresholds: {}, candidateCache });
    await trainer.whenIdle();
    expect(trainer.isRunning).toBe(false);
  });

  it('goes on after a training, even if it failed', async () => {
    const recognizer = createFakeRecognizer();
    const trainer = createTrainer({ recognizer, thresholds: {}, candidateCache });
    let fail = (): void => {};
    recognizer.before(
      'model.train',
      () => new Promise((_resolve, reject) => (fail = () => reject(clarifaiError('unavailable')))),
    );
    const events: string[] = [];
    const training = trainer.train('UADA').catch(() => void events.push('trained'));
    const waiting = trainer.whenIdle().then(() => events.push('went on'));
    await new Promise(setImmediate);
    expect(events).toEqual([]);
    fail();
    await Promise.all([training, waiting]);
    expect(events.toSorted()).toEqual(['trained', 'went on']);
  });
});
