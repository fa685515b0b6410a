import { describe, expect, it } from 'vitest';
import { createPyramid, halvePicture, type RgbPicture } from '../../../src/local-clarifai/engine/pixels/pyramid.js';
import { samplePicture } from '../../../src/local-clarifai/engine/pixels/sample.js';

/** A picture whose pixel (x, y) is (red, green, blue). */
function draw(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly [number, number, number],
): RgbPicture {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(pixel(i % width, Math.floor(i / width)), i * 3);
  return { data, width, height };
}

const PLAIN = { mean: [0, 0, 0], factor: 1, outside: 7 } as const;
const AS_IT_IS = { a: 1, b: 0, shiftX: 0, shiftY: 0 };

function sample(picture: RgbPicture, placing: typeof AS_IT_IS, width: number, height: number): number[] {
  const target = new Float32Array(3 * width * height);
  samplePicture(createPyramid(picture), placing, { width, height }, PLAIN, target);
  return [...target];
}

describe('sampling a picture', () => {
  const picture = draw(4, 2, (x, y) => [x * 10, y * 100, 5]);

  it('in place yields its planes', () => {
    expect(sample(picture, AS_IT_IS, 4, 2)).toEqual([
      ...[0, 10, 20, 30, 0, 10, 20, 30],
      ...[0, 0, 0, 0, 100, 100, 100, 100],
      ...[5, 5, 5, 5, 5, 5, 5, 5],
    ]);
  });

  it('fills what is beyond the edges', () => {
    const red = sample(picture, { ...AS_IT_IS, shiftX: 2 }, 4, 2).slice(0, 4);
    expect(red).toEqual([7, 7, 0, 10]);
  });

  it('lies between pixels when enlarging', () => {
    const red = sample(picture, { ...AS_IT_IS, a: 2 }, 8, 4).slice(0, 8);
    expect(red).toEqual([0, 2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 30]);
  });

  it('turns by a quarter', () => {
    // (x, y) goes to (2 − y, x): what was the left column is now the top row, from right to left.
    const turned = sample(
      draw(2, 2, (x, y) => [x * 10 + y, 0, 0]),
      { a: 0, b: 1, shiftX: 2, shiftY: 0 },
      2,
      2,
    );
    expect(turned.slice(0, 4)).toEqual([1, 0, 11, 10]);
  });

  it('takes the mean when shrinking, so that fine stripes become grey and not a pattern', () => {
    const stripes = draw(64, 64, (x) => (x % 2 === 0 ? [0, 0, 0] : [200, 200, 200]));
    const shrunk = sample(stripes, { ...AS_IT_IS, a: 1 / 8 }, 8, 8);
    for (const value of shrunk) expect(value).toBeCloseTo(100, 5);
  });

  it('normalises: the mean becomes 0', () => {
    const target = new Float32Array(3);
    const grey = draw(1, 1, () => [100, 110, 120]);
    samplePicture(
      createPyramid(grey),
      AS_IT_IS,
      { width: 1, height: 1 },
      { mean: [100, 100, 100], factor: 0.5, outside: 0 },
      target,
    );
    expect([...target]).toEqual([0, 5, 10]);
  });
});

describe('halving a picture', () => {
  it('takes the mean of four pixels and leaves an odd last row and column out', () => {
    const half = halvePicture(draw(5, 3, (x, y) => [x, y * 4, 9]));
    expect(half).toEqual({ data: Uint8Array.from([1, 2, 9, 3, 2, 9]), width: 2, height: 1 });
  });

  it('keeps at least one pixel', () => {
    expect(halvePicture(draw(1, 1, () => [1, 2, 3]))).toEqual({
      data: Uint8Array.from([1, 2, 3]),
      width: 1,
      height: 1,
    });
    expect(halvePicture(draw(1, 4, () => [1, 2, 3]))).toEqual({
      data: Uint8Array.from([1, 2, 3, 1, 2, 3]),
      width: 1,
      height: 2,
    });
  });
});
