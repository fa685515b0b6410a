import { describe, expect, it } from 'vitest';
import { qualityIssueOf, sharpnessOf, turnOf } from '../../../src/local-clarifai/engine/face-quality.js';

const SIDE = 150;

/** A grey aligned face as the embedder sees it, given by its brightness. */
function aligned(brightness: (x: number, y: number) => number): Float32Array {
  const plane = SIDE * SIDE;
  return Float32Array.from({ length: 3 * plane }, (_, i) => brightness(i % SIDE, Math.floor((i % plane) / SIDE)));
}

describe('how sharp a face is', () => {
  const waves = (length: number, height = 1) => aligned((x) => height * Math.sin((x * 2 * Math.PI) / length));

  it('falls with the size of its details, by the fourth power', () => {
    expect(sharpnessOf(waves(10), SIDE) / sharpnessOf(waves(20), SIDE)).toBeCloseTo(2 ** 4, -1);
  });

  it('depends neither on contrast nor on brightness', () => {
    const plain = sharpnessOf(waves(10), SIDE);
    expect(sharpnessOf(waves(10, 0.1), SIDE)).toBeCloseTo(plain, 5);
    expect(
      sharpnessOf(
        waves(10).map((value) => value + 5),
        SIDE,
      ),
    ).toBeCloseTo(plain, 4);
  });

  it('is nothing when there is nothing to see', () => {
    expect(
      sharpnessOf(
        aligned(() => 0.3),
        SIDE,
      ),
    ).toBe(0);
  });
});

describe('how far a face is turned', () => {
  /** Edges of the face at 0 and 100, the nose somewhere between; the head tilted by `tilt` radians. */
  const points = (nose: number, tilt = 0) =>
    Array.from({ length: 68 }, (_, i) => {
      const x = i === 30 ? nose : i < 3 ? 0 : 100;
      const y = i === 30 ? 40 : 0;
      return { x: x * Math.cos(tilt) - y * Math.sin(tilt), y: x * Math.sin(tilt) + y * Math.cos(tilt) };
    });

  it.each([
    [50, 0],
    [0, -1],
    [100, 1],
    [75, 0.5],
  ])('with the nose at %i is %f, however the head is tilted', (nose, turn) => {
    expect(turnOf(points(nose))).toBeCloseTo(turn);
    expect(turnOf(points(nose, 0.5))).toBeCloseTo(turn);
  });

  it('is nothing for points that are all in one place', () => {
    expect(turnOf(Array.from({ length: 68 }, () => ({ x: 3, y: 3 })))).toBe(0);
  });
});

describe('what is wrong with a face', () => {
  const visibility = { outside: 0.06, overexposed: 0.12, squeezed: false };
  const occlusion = { eyes: 0, mouth: 0 };
  const good = { size: 28, sharpness: 0.005, turn: 0.85, visibility, occlusion };

  it.each([
    [{}, undefined],
    [{ turn: -0.85 }, undefined],
    [{ size: 27.9 }, 'too small'],
    [{ sharpness: 0.0049 }, 'too blurred'],
    [{ turn: 0.86 }, 'too turned'],
    [{ turn: -0.86 }, 'too turned'],
    [{ visibility: { ...visibility, outside: 0.07 } }, 'cut off'],
    [{ visibility: { ...visibility, squeezed: true } }, 'cut off'],
    [{ occlusion: { ...occlusion, eyes: 0.1 } }, 'covered'],
    [{ occlusion: { ...occlusion, mouth: 0.1 } }, 'covered'],
    [{ visibility: { ...visibility, overexposed: 0.13 } }, 'too bright'],
    [{ size: 20, sharpness: 0, turn: 1 }, 'too small'],
  ])('%j is %s', (change, qualityIssue) => {
    expect(qualityIssueOf({ ...good, ...change })).toBe(qualityIssue);
  });
});
