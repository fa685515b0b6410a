import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankPeople, scoreOf, sureDistance } from '../../src/local-clarifai/recognition/score.js';

const distance = fc.double({ min: 0, max: 2, noNaN: true });
const examples = fc.integer({ min: 1, max: 50 });
const people = fc.integer({ min: 1, max: 500 });

describe('scoreOf', () => {
  it.each([
    [1, 0.52],
    [2, 0.5],
    [3, 0.49],
    [4, 0.49],
    [5, 0.47],
    [40, 0.47],
  ])('is 0.9 at the measured line for %i tags, %f', (tags, line) => {
    expect(sureDistance(tags, 10)).toBe(line);
    expect(scoreOf(line, tags, 10)).toBeCloseTo(0.9);
  });

  it('is 0.5 at the measured line for asking, whoever it is', () => {
    fc.assert(
      fc.property(examples, people, (tags, count) => {
        expect(scoreOf(0.55, tags, count)).toBeCloseTo(0.5);
      }),
    );
  });

  it('wants a face 0.03 nearer among 50 people, and no more than that among more', () => {
    expect(sureDistance(1, 50)).toBeCloseTo(0.49);
    expect(sureDistance(1, 500)).toBeCloseTo(0.49);
    expect(sureDistance(1, 35)).toBeCloseTo(0.505);
  });

  it('is a probability that falls with the distance', () => {
    fc.assert(
      fc.property(distance, distance, examples, people, (one, other, tags, count) => {
        const near = scoreOf(Math.min(one, other), tags, count);
        const far = scoreOf(Math.max(one, other), tags, count);
        expect(near).toBeLessThanOrEqual(1);
        expect(far).toBeGreaterThanOrEqual(0);
        expect(near).toBeGreaterThanOrEqual(far);
      }),
    );
  });

  it('is near 0 for everybody when a face is far from everybody', () => {
    fc.assert(
      fc.property(examples, people, fc.double({ min: 0.8, max: 2, noNaN: true }), (tags, count, far) => {
        expect(scoreOf(far, tags, count)).toBeLessThan(0.02);
      }),
    );
  });
});

describe('rankPeople', () => {
  const at = (x: number) => Float32Array.of(x, 0, 0);

  it('puts the nearest first and leaves out who has no example', () => {
    const ranked = rankPeople(at(0), [
      { id: 'far', examples: 1, mean: at(0.9) },
      { id: 'unseen', examples: 0, mean: undefined },
      { id: 'near', examples: 1, mean: at(0.3) },
    ]);

    expect(ranked.map(({ person }) => person.id)).toEqual(['near', 'far']);
    expect(ranked[0]?.score).toBeGreaterThan(0.9);
  });

  it('names nobody when nobody is known', () => {
    expect(rankPeople(at(0), [])).toEqual([]);
  });
});
