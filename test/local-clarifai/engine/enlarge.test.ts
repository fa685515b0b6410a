import { describe, expect, it } from 'vitest';
import { enlargePicture } from '../../../src/local-clarifai/engine/pixels/enlarge.js';
import { createPyramid } from '../../../src/local-clarifai/engine/pixels/pyramid.js';

const WIDTH = 12;
const HEIGHT = 8;
const PLAIN = { mean: [0, 0, 0], factor: 1, outside: 99 } as const;

/** The red plane of a grey picture, given by its pixels, seen three times as large. */
function enlarged(grey: (x: number, y: number) => number, shiftX = 0): { at(u: number, v: number): number } {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) data.fill(grey(i % WIDTH, Math.floor(i / WIDTH)), i * 3, i * 3 + 3);
  const size = { width: WIDTH * 3, height: HEIGHT * 3 };
  const target = new Float32Array(3 * size.width * size.height);
  enlargePicture(
    createPyramid({ data, width: WIDTH, height: HEIGHT }),
    { a: 3, b: 0, shiftX, shiftY: 0 },
    size,
    PLAIN,
    target,
  );
  return { at: (u, v) => target[v * size.width + u] as number };
}

describe('enlarging a picture', () => {
  it('keeps the pixels themselves', () => {
    const grey = (x: number, y: number) => (x * 37 + y * 59) % 256;
    const large = enlarged(grey);
    // The middle one of three lies where the pixel was.
    for (const [x, y] of [
      [0, 0],
      [5, 3],
      [11, 7],
    ] as const)
      expect(large.at(x * 3 + 1, y * 3 + 1)).toBeCloseTo(grey(x, y), 3);
  });

  it('goes on evenly between them', () => {
    const large = enlarged((x, y) => 20 * x + 2 * y);
    expect(large.at(15, 10)).toBeCloseTo(20 * (15.5 / 3 - 0.5) + 2 * (10.5 / 3 - 0.5), 3);
  });

  it('is sharper at an edge than going straight from one side to the other', () => {
    const large = enlarged((x) => (x < 6 ? 50 : 200));
    // A third of the way over the edge: 100 when going straight.
    expect(large.at(17, 10)).toBeLessThan(95);
    expect(large.at(18, 10)).toBeGreaterThan(155);
  });

  it('fills what is beyond the picture', () => {
    const large = enlarged(() => 50, 9);
    expect([large.at(6, 10), large.at(10, 10)]).toEqual([99, 50]);
  });
});
