import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignFace } from '../../../src/local-clarifai/engine/geometry/face-alignment.js';
import {
  applySimilarity,
  fitSimilarity,
  invertSimilarity,
  type Similarity,
  scaleOf,
  similarityFromBox,
} from '../../../src/local-clarifai/engine/geometry/similarity.js';

const number = fc.double({ min: -200, max: 200, noNaN: true });
const anySimilarity: fc.Arbitrary<Similarity> = fc
  .record({
    turn: fc.double({ min: -3, max: 3, noNaN: true }),
    scale: fc.double({ min: 0.1, max: 8, noNaN: true }),
    number,
  })
  .map(({ turn, scale, number: shift }) => ({
    a: scale * Math.cos(turn),
    b: scale * Math.sin(turn),
    shiftX: shift,
    shiftY: -shift / 2,
  }));

const close = (actual: Similarity, expected: Similarity) => {
  expect(actual.a).toBeCloseTo(expected.a, 6);
  expect(actual.b).toBeCloseTo(expected.b, 6);
  expect(actual.shiftX).toBeCloseTo(expected.shiftX, 6);
  expect(actual.shiftY).toBeCloseTo(expected.shiftY, 6);
};

describe('similarity', () => {
  it('found from points is the one that moved them', () => {
    const points = [
      { x: 3, y: 4 },
      { x: 60, y: 8 },
      { x: 31, y: 55 },
    ];
    fc.assert(
      fc.property(anySimilarity, (similarity) => {
        const moved = points.map((point) => applySimilarity(similarity, point));
        close(fitSimilarity(points, moved), similarity);
      }),
    );
  });

  it('turned around takes every point back', () => {
    fc.assert(
      fc.property(anySimilarity, number, number, (similarity, x, y) => {
        const back = applySimilarity(invertSimilarity(similarity), applySimilarity(similarity, { x, y }));
        expect(back.x).toBeCloseTo(x, 6);
        expect(back.y).toBeCloseTo(y, 6);
      }),
    );
  });

  it('of a box takes its corner to the origin', () => {
    const placing = similarityFromBox({ left: 40, top: 30, right: 60, bottom: 50 }, 2);
    expect(applySimilarity(placing, { x: 40, y: 30 })).toEqual({ x: 0, y: 0 });
    expect(applySimilarity(placing, { x: 60, y: 50 })).toEqual({ x: 40, y: 40 });
    expect(scaleOf(placing)).toBe(2);
  });
});

describe('aligning a face', () => {
  /** 68 points of which only eyes and mouth matter. */
  const landmarksOf = (
    rightEye: { x: number; y: number },
    leftEye: { x: number; y: number },
    mouth: { x: number; y: number },
  ) =>
    Array.from({ length: 68 }, (_, i) => {
      if (i >= 48) return mouth;
      if (i >= 42) return leftEye;
      return i >= 36 ? rightEye : { x: 999, y: -999 };
    });

  it('puts a tilted face upright, with the eyes at one height', () => {
    const [right, left, mouth] = [
      { x: 100, y: 120 },
      { x: 148, y: 84 },
      { x: 164, y: 156 },
    ];
    const placing = alignFace(landmarksOf(right, left, mouth), 150);
    const [placedRight, placedLeft, placedMouth] = [right, left, mouth].map((point) => applySimilarity(placing, point));
    expect(placedRight?.y).toBeCloseTo(placedLeft?.y ?? Number.NaN, 0);
    expect(placedRight?.x).toBeCloseTo(48, -1);
    expect(placedLeft?.x).toBeCloseTo(102, -1);
    expect(placedMouth?.y).toBeCloseTo(106, -1);
  });
});
