import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clipBox,
  intersectionOverSmaller,
  intersectionOverUnion,
  squareAround,
  suppressNonMaximum,
} from '../../../src/local-clarifai/engine/geometry/box.js';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });
const scored = (score: number, ...edges: [number, number, number, number]) => ({ ...box(...edges), score });

const anyBox = fc
  .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 60 }), fc.nat(60))
  .map(([left, top, width, height]) => box(left, top, left + width, top + height + 1));

describe('overlap of boxes', () => {
  it('is the shared area divided by both together', () => {
    expect(intersectionOverUnion(box(0, 0, 2, 2), box(1, 0, 3, 2))).toBeCloseTo(2 / 6);
    expect(intersectionOverUnion(box(0, 0, 4, 4), box(0, 0, 4, 4))).toBe(1);
    expect(intersectionOverUnion(box(0, 0, 1, 1), box(1, 0, 2, 1))).toBe(0);
  });

  it('is the same both ways, between 0 and 1, and never more than the overlap with the smaller box', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const overlap = intersectionOverUnion(a, b);
        expect(overlap).toBe(intersectionOverUnion(b, a));
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(overlap).toBeLessThanOrEqual(intersectionOverSmaller(a, b) + 1e-12);
        expect(intersectionOverSmaller(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('with the smaller box is complete when it lies inside', () => {
    expect(intersectionOverSmaller(box(0, 0, 10, 10), box(2, 2, 4, 4))).toBe(1);
  });
});

describe('non-maximum suppression', () => {
  it('keeps the best of boxes on one face, and faces side by side', () => {
    const best = scored(0.9, 0, 0, 10, 10);
    const other = scored(0.8, 20, 0, 30, 10);
    expect(suppressNonMaximum([scored(0.7, 1, 0, 11, 10), other, best], 0.4)).toEqual([best, other]);
  });

  it('does not let a box that was dropped drop others', () => {
    const [first, second, third] = [scored(0.9, 0, 0, 10, 10), scored(0.8, 4, 0, 14, 10), scored(0.7, 8, 0, 18, 10)];
    expect(suppressNonMaximum([first, second, third], 0.3)).toEqual([first, third]);
  });
});

describe('shaping boxes', () => {
  it('cuts off what is outside of the picture', () => {
    expect(clipBox(box(-5, 2, 120, 90), 100, 80)).toEqual(box(0, 2, 100, 80));
  });

  it('makes a square around the same centre', () => {
    expect(squareAround(box(10, 10, 20, 30), 1.5)).toEqual(box(0, 5, 30, 35));
  });
});
