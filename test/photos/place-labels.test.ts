import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Labelled, overlap, placeLabels, type Rectangle } from '../../src/photos/place-labels.js';

const PICTURE = { width: 1000, height: 800 };
const face = (left: number, top: number, size = 100): Labelled => ({
  box: { left, top, width: size, height: size },
  labelWidth: 40,
  labelHeight: 30,
});
const place = (...items: Labelled[]) => placeLabels(items, PICTURE.width, PICTURE.height);
const touches = (a: Rectangle, b: Rectangle) =>
  a.left <= b.left + b.width && b.left <= a.left + a.width && a.top <= b.top + b.height && b.top <= a.top + a.height;

describe('the label of a face', () => {
  it('is above its box, at the left', () => {
    expect(place(face(300, 300))).toEqual([{ left: 300, top: 270, width: 40, height: 30 }]);
  });

  it('is below its box at the upper edge of the picture', () => {
    expect(place(face(300, 0))).toEqual([{ left: 300, top: 100, width: 40, height: 30 }]);
  });

  it('stays within the picture', () => {
    for (const [left, top] of [
      [0, 0],
      [900, 0],
      [0, 700],
      [900, 700],
    ] as const) {
      const [label] = place(face(left, top)) as [Rectangle];
      expect(label.left).toBeGreaterThanOrEqual(0);
      expect(label.top).toBeGreaterThanOrEqual(0);
      expect(label.left + label.width).toBeLessThanOrEqual(PICTURE.width);
      expect(label.top + label.height).toBeLessThanOrEqual(PICTURE.height);
    }
  });

  it('does not hide a face above its own', () => {
    const [upper, lower] = [face(300, 200), face(300, 310)];
    const [, label] = place(upper, lower) as [Rectangle, Rectangle];
    expect(overlap(label, upper.box)).toBe(0);
  });

  it('does not hide another label', () => {
    const [one, other] = place(face(300, 300, 30), face(310, 300, 30)) as [Rectangle, Rectangle];
    expect(overlap(one, other)).toBe(0);
  });
});

describe('the labels of any faces', () => {
  const anyFace = fc
    .record({
      left: fc.integer({ min: 0, max: 900 }),
      top: fc.integer({ min: 0, max: 700 }),
      size: fc.integer({ min: 20, max: 100 }),
    })
    .map(({ left, top, size }) => face(left, top, size));

  it('are as many as the faces, in their order, within the picture, each at its own box', () => {
    fc.assert(
      fc.property(fc.array(anyFace, { maxLength: 12 }), (faces) => {
        const labels = place(...faces);
        expect(labels).toHaveLength(faces.length);
        labels.forEach((label, index) => {
          expect(label.left).toBeGreaterThanOrEqual(0);
          expect(label.top + label.height).toBeLessThanOrEqual(PICTURE.height);
          expect(touches(label, faces[index]?.box as Rectangle)).toBe(true);
        });
      }),
      { numRuns: 50, seed: 20_261_128 },
    );
  });
});

describe('the overlap of rectangles', () => {
  it('is the area they share', () => {
    const one = { left: 0, top: 0, width: 10, height: 10 };
    expect(overlap(one, { left: 5, top: 5, width: 10, height: 10 })).toBe(25);
    expect(overlap(one, one)).toBe(100);
  });

  it('is nothing for rectangles that only touch', () => {
    expect(overlap({ left: 0, top: 0, width: 10, height: 10 }, { left: 10, top: 0, width: 10, height: 10 })).toBe(0);
  });
});
