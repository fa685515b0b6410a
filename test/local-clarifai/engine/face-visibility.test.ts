import { describe, expect, it } from 'vitest';
import { isSqueezed, shareOutside, shareOverexposed } from '../../../src/local-clarifai/engine/face-visibility.js';

const SIDE = 150;
const AS_BYTES = { mean: [0, 0, 0], factor: 1 } as const;

describe('how much of a face is beyond the edges', () => {
  /** A face whose crop begins at (x, y) of a picture of 300 by 300. */
  const outside = (x: number, y: number) =>
    shareOutside({ a: 1, b: 0, shiftX: -x, shiftY: -y }, SIDE, { width: 300, height: 300 });

  it('is nothing for a face that is whole, even where its crop goes beyond', () => {
    expect(outside(75, 75)).toBe(0);
    expect(outside(-20, -10)).toBe(0);
  });

  it.each([
    [-75, 75],
    [225, 75],
    [75, -78],
    [75, 222],
  ])('is about half for a face cut in half (crop from %i, %i)', (x, y) => {
    expect(outside(x, y)).toBeGreaterThan(0.4);
    expect(outside(x, y)).toBeLessThan(0.6);
  });

  it('is everything for a face that is not on the picture at all', () => {
    expect(outside(400, 75)).toBe(1);
  });
});

describe('how much of a face is burnt out', () => {
  const crop = (brightness: (x: number, y: number) => number) =>
    Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) =>
      brightness(i % SIDE, Math.floor((i % (SIDE * SIDE)) / SIDE)),
    );

  it('is the share of its middle that is white', () => {
    expect(
      shareOverexposed(
        crop(() => 240),
        SIDE,
        AS_BYTES,
      ),
    ).toBe(0);
    expect(
      shareOverexposed(
        crop((x) => (x < 75 ? 255 : 120)),
        SIDE,
        AS_BYTES,
      ),
    ).toBeCloseTo(0.5);
    expect(
      shareOverexposed(
        crop(() => 255),
        SIDE,
        AS_BYTES,
      ),
    ).toBe(1);
  });

  it('does not count a bright background', () => {
    expect(
      shareOverexposed(
        crop((x) => (x < 20 || x > 130 ? 255 : 120)),
        SIDE,
        AS_BYTES,
      ),
    ).toBe(0);
  });
});

describe('proportions that no face has', () => {
  const box = { left: 100, top: 100, right: 200, bottom: 220 };
  /** Eyes 40 apart, the mouth so far below them. */
  const face = (height: number) =>
    Array.from({ length: 68 }, (_, i) => ({
      x: i >= 48 ? 150 : i >= 42 ? 170 : 130,
      y: i >= 48 ? 140 + height : 140,
    }));

  it.each([
    [45, false],
    [20, true],
    [80, true],
  ])('are told at an edge: a mouth %i below the eyes: %s', (height, squeezed) => {
    expect(isSqueezed(face(height), box, { width: 400, height: 221 })).toBe(squeezed);
    expect(isSqueezed(face(height), box, { width: 400, height: 400 })).toBe(false);
  });
});
