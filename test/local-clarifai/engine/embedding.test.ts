import { describe, expect, it } from 'vitest';
import {
  embeddingDistance,
  firstPart,
  fuseEmbeddings,
  isFused,
  meanEmbedding,
  meanWithout,
} from '../../../src/local-clarifai/engine/embedding.js';

const first = (seed: number) => Float32Array.from({ length: 128 }, (_, i) => Math.sin(seed + i) / 8);
const second = (seed: number) => Float32Array.from({ length: 192 }, (_, i) => 5 * Math.cos(seed + i));
const both = (seed: number) => fuseEmbeddings(first(seed), second(seed));
const expectClose = (actual: Float32Array | undefined, expected: Float32Array) => {
  expect(actual).toHaveLength(expected.length);
  expect(embeddingDistance(actual ?? new Float32Array(), expected)).toBeLessThan(1e-5);
};

describe('an embedding of both networks', () => {
  it('has the numbers of the first and the direction of the second, each by its factor', () => {
    const fused = both(1);
    expect(fused).toHaveLength(320);
    expect(isFused(fused)).toBe(true);
    expect(isFused(first(1))).toBe(false);
    expect(fused[3]).toBeCloseTo(0.6547 * (first(1)[3] as number));
    expect(Math.hypot(...fused.subarray(128))).toBeCloseTo(0.5976);
  });

  it('does not depend on the length of the second network’s vector', () => {
    expectClose(
      fuseEmbeddings(
        first(1),
        second(1).map((value) => value * 3),
      ),
      both(1),
    );
  });

  it('still has the first part as it was', () => {
    expectClose(firstPart(both(2)), first(2));
    expect(firstPart(first(2))).toEqual(first(2));
  });

  it('is compared with one of the first network by the first part alone', () => {
    const distance = embeddingDistance(first(1), first(2));
    expect(embeddingDistance(both(1), first(2))).toBeCloseTo(distance);
    expect(embeddingDistance(first(1), both(2))).toBeCloseTo(distance);
  });
});

describe('the mean of embeddings', () => {
  it('has a second part from those that have one, and a first part from all', () => {
    const mean = meanEmbedding([both(1), first(2), both(3)]);
    expectClose(firstPart(mean), meanEmbedding([first(1), first(2), first(3)]));
    expectClose(mean.subarray(128), meanEmbedding([both(1), both(3)]).subarray(128));
  });

  it.each([
    ['of both networks', both(1), meanEmbedding([first(2), both(3)])],
    ['of the first network', first(2), meanEmbedding([both(1), both(3)])],
  ])('without an embedding %s is the mean of the others', (_, embedding, expected) => {
    expectClose(meanWithout(meanEmbedding([both(1), first(2), both(3)]), { all: 3, fused: 2 }, embedding), expected);
  });

  it('without its only embedding of both networks has the first part alone', () => {
    const mean = meanEmbedding([both(1), first(2)]);
    expectClose(meanWithout(mean, { all: 2, fused: 1 }, both(1)), first(2));
  });

  it('without its only embedding is nothing', () => {
    expect(meanWithout(both(1), { all: 1, fused: 1 }, both(1))).toBeUndefined();
  });
});
