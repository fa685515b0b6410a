import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankPeople, scoreOf, sureDistance } from '../../src/local-clarifai/recognition/score.js';

const distance = fc.double({ min: 0, max: 2, noNaN: true });
const examples = fc.integer({ min: 1, max: 50 });
const logit = (score: number) => Math.log(score / (1 - score));

describe('scoreOf', () => {
  it.each([
    [1, 0.51],
    [2, 0.49],
    [3, 0.485],
    [4, 0.485],
    [5, 0.47],
    [40, 0.47],
  ])('is 0.9 at the measured distance for %i tags, %f, and 0.5 a little further', (tags, line) => {
    expect(sureDistance(tags)).toBe(line);
    expect(scoreOf(line, tags)).toBeCloseTo(0.9);
    expect(scoreOf(line + 0.05, tags)).toBeCloseTo(0.5);
  });

  it('is a probability that falls with the distance, equally fast for everyone', () => {
    fc.assert(
      fc.property(distance, distance, examples, (one, other, tags) => {
        const near = scoreOf(Math.min(one, other), tags);
        const far = scoreOf(Math.max(one, other), tags);
        expect(near).toBeLessThanOrEqual(1);
        expect(far).toBeGreaterThanOrEqual(0);
        expect(near).toBeGreaterThanOrEqual(far);
      }),
    );
    expect(logit(scoreOf(0.4, 1)) - logit(scoreOf(0.5, 1))).toBeCloseTo(
      logit(scoreOf(0.4, 9)) - logit(scoreOf(0.5, 9)),
    );
  });

  it('is near 0 for everyone when a face is far from everyone', () => {
    fc.assert(
      fc.property(examples, fc.double({ min: 0.7, max: 2, noNaN: true }), (tags, far) => {
        expect(scoreOf(far, tags)).toBeLessThan(0.02);
      }),
    );
  });
});

describe('rankPeople', () => {
  const at = (x: number) => Float32Array.of(x, 0, 0);

  it('puts the nearest first and leaves out people without an example', () => {
    const ranked = rankPeople(at(0), [
      { id: 'far', examples: 1, mean: at(0.9) },
      { id: 'unseen', examples: 0, mean: undefined },
      { id: 'near', examples: 1, mean: at(0.3) },
    ]);

    expect(ranked.map(({ person }) => person.id)).toEqual(['near', 'far']);
    expect(ranked[0]?.score).toBeGreaterThan(0.9);
  });

  it('names no one when no one is known', () => {
    expect(rankPeople(at(0), [])).toEqual([]);
  });
});
