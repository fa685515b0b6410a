import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseEmbeddings } from '../../src/local-clarifai/engine/embedding.js';
import { type Parts, rankPeople, scoreOf, sureDistance } from '../../src/local-clarifai/recognition/score.js';

const distance = fc.double({ min: 0, max: 2, noNaN: true });
const examples = fc.integer({ min: 1, max: 50 });
const logit = (score: number) => Math.log(score / (1 - score));

describe.each<Parts>(['both', 'first'])('the score when comparing parts: %s', (parts) => {
  const score = (of: number, tags: number) => scoreOf(of, tags, parts);

  it.each([1, 2, 3, 4, 5, 40])('is 0.9 at the sure distance for %i tags', (tags) => {
    expect(score(sureDistance(tags, parts), tags)).toBeCloseTo(0.9);
  });

  it('is stricter with more tags, because their mean is nearer to everyone', () => {
    fc.assert(
      fc.property(examples, (tags) => {
        expect(sureDistance(tags + 1, parts)).toBeLessThanOrEqual(sureDistance(tags, parts));
      }),
    );
  });

  it('is a probability that falls equally fast with the distance for any number of tags', () => {
    fc.assert(
      fc.property(distance, distance, examples, (one, other, tags) => {
        const near = score(Math.min(one, other), tags);
        const far = score(Math.max(one, other), tags);
        expect(near).toBeLessThanOrEqual(1);
        expect(far).toBeGreaterThanOrEqual(0);
        expect(near).toBeGreaterThanOrEqual(far);
      }),
    );
    expect(logit(score(0.4, 1)) - logit(score(0.5, 1))).toBeCloseTo(logit(score(0.4, 9)) - logit(score(0.5, 9)));
  });

  it('is near 0 for everyone if a face is far from everyone', () => {
    fc.assert(
      fc.property(examples, fc.double({ min: 1, max: 2, noNaN: true }), (tags, far) => {
        expect(score(far, tags)).toBeLessThan(0.02);
      }),
    );
  });
});

it('the score is stricter when only the first parts are compared', () => {
  fc.assert(
    fc.property(examples, (tags) => {
      expect(sureDistance(tags, 'first')).toBeLessThan(sureDistance(tags, 'both'));
    }),
  );
});

describe('rankPeople', () => {
  const at = (x: number) => Float32Array.from({ length: 128 }, (_, i) => (i === 0 ? x : 0));

  it('ranks the nearest first and leaves out people without examples', () => {
    const ranked = rankPeople(at(0), [
      { id: 'far', examples: 1, mean: at(0.9) },
      { id: 'unseen', examples: 0, mean: undefined },
      { id: 'near', examples: 1, mean: at(0.3) },
    ]);

    expect(ranked.map(({ person }) => person.id)).toEqual(['near', 'far']);
    expect(ranked[0]?.score).toBeGreaterThan(0.9);
  });

  it('returns no one if there are no people', () => {
    expect(rankPeople(at(0), [])).toEqual([]);
  });

  it('compares only the first parts with a person who has no other, as strictly as if the face had no other', () => {
    const second = Float32Array.from({ length: 192 }, () => 1);
    const known = [{ examples: 2, mean: at(0.3) }];
    const [mixed] = rankPeople(fuseEmbeddings(at(0), second), known);
    const [alone] = rankPeople(at(0), known);
    expect(mixed?.score).toBeCloseTo(alone?.score ?? -1);
    expect(alone?.score).toBeCloseTo(scoreOf(0.3, 2, 'first'));
  });
});
