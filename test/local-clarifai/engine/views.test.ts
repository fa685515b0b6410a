import { describe, expect, it } from 'vitest';
import { createPyramid, type Pyramid } from '../../../src/local-clarifai/engine/pixels/pyramid.js';
import { samplePicture } from '../../../src/local-clarifai/engine/pixels/sample.js';
import { mapBox, rolledBy, turnedBy, withBorder } from '../../../src/local-clarifai/engine/views.js';

/** A picture of 3 × 2 pixels, each with a red of its own. */
const picture = createPyramid({
  data: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((red) => [red, 0, 9])),
  width: 3,
  height: 2,
});
/** The red of every pixel of a view. */
const redsOf = (view: Pyramid) => {
  const target = new Float32Array(3 * view.width * view.height);
  const placing = { a: 1, b: 0, shiftX: 0, shiftY: 0 };
  samplePicture(view, placing, view, { mean: [0, 0, 0], factor: 1, outside: 77 }, target);
  return [...target.subarray(0, view.width * view.height)];
};

describe('a turned view of a picture', () => {
  it.each([
    [90, 2, [4, 1, 5, 2, 6, 3]],
    [180, 3, [6, 5, 4, 3, 2, 1]],
    [270, 2, [3, 6, 2, 5, 1, 4]],
  ] as const)('by %i° has the pixels turned clockwise', (degrees, width, reds) => {
    const view = turnedBy(degrees)(picture);
    expect(redsOf(view)).toEqual(reds);
    expect([view.width, view.height]).toEqual([width, 6 / width]);
  });

  it.each([90, 180, 270] as const)('by %i° says where its pixels are on the picture', (degrees) => {
    const view = turnedBy(degrees)(picture);
    redsOf(view).forEach((red, i) => {
      const [x, y] = [i % view.width, Math.floor(i / view.width)];
      const { left, top } = mapBox({ left: x, top: y, right: x + 1, bottom: y + 1 }, view.toPicture);
      expect(redsOf(picture)[top * picture.width + left]).toBe(red);
    });
  });
});

describe('other views of a picture', () => {
  const white = createPyramid({ data: new Uint8Array(40 * 20 * 3).fill(255), width: 40, height: 20 });

  it('with a border is twice as large, grey around the picture', () => {
    const view = withBorder(white);
    const reds = redsOf(view);
    expect([view.width, view.height]).toEqual([80, 40]);
    expect([reds[0], reds[20 * 80 + 40]]).toEqual([128, 255]);
    expect(mapBox({ left: 20, top: 10, right: 60, bottom: 30 }, view.toPicture)).toEqual({
      left: 0,
      top: 0,
      right: 40,
      bottom: 20,
    });
  });

  it('rolled by 45° holds the whole picture, and boxes keep centre and size', () => {
    const view = rolledBy(45)(white);
    expect([view.width, view.height]).toEqual([43, 43]);
    const box = mapBox(
      { left: view.width / 2 - 5, top: view.height / 2 - 5, right: view.width / 2 + 5, bottom: view.height / 2 + 5 },
      view.toPicture,
    );
    expect(box.left).toBeCloseTo(15);
    expect(box.top).toBeCloseTo(5);
    expect(box.right).toBeCloseTo(25);
    expect(box.bottom).toBeCloseTo(15);
  });
});
