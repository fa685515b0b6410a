import { describe, expect, it } from 'vitest';
import { distanceBetween, groupFaces, linksTo } from '../../src/faces/group-faces.js';

/** Faces on a line, each on a photo of its own unless said otherwise. */
function group(places: readonly number[], limit: number, photos = places.map((_, index) => `p${index}`)): number[][] {
  const embeddings = places.map((place) => Float32Array.of(place, 0));
  return groupFaces(
    photos,
    embeddings.flatMap((_, index) => linksTo(index, embeddings, limit)),
  );
}

describe('grouping faces', () => {
  it('puts those together that are close, the largest group first', () => {
    expect(group([0, 5, 5.1, 0.1, 5.2, 9], 0.5)).toEqual([[1, 2, 4], [0, 3], [5]]);
  });

  it('makes no chain: every two faces of a group are close', () => {
    expect(group([0, 0.4, 0.8], 0.5)).toEqual([[0, 1], [2]]);
  });

  it('never puts two faces of one photo together', () => {
    expect(group([0, 0.1, 0.2], 0.5, ['p', 'p', 'q'])).toEqual([[1, 2], [0]]);
  });

  it('leaves faces alone whose embeddings cannot be compared', () => {
    expect(distanceBetween(Float32Array.of(1), Float32Array.of(1, 2))).toBe(Number.POSITIVE_INFINITY);
  });

  it('is the same in whatever order equal pairs come', () => {
    expect(group([], 1)).toEqual([]);
    expect(group([3], 1)).toEqual([[0]]);
  });
});
