import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlap, type Rectangle } from '../../src/photos/place-labels.js';
import { type NamedBox, placeNames } from '../../src/photos/place-names.js';

const PICTURE = { width: 1000, height: 800 };
const name = (left: number, top: number, size = 100, width = 120): NamedBox => ({
  box: { left, top, width: size, height: size },
  width,
  height: 40,
});
const place = (items: readonly NamedBox[], others: readonly Rectangle[] = []) =>
  placeNames(items, [...items.map(({ box }) => box), ...others], PICTURE.width, PICTURE.height);

const anyName = fc
  .tuple(
    fc.integer({ min: 0, max: 940 }),
    fc.integer({ min: 0, max: 740 }),
    fc.integer({ min: 20, max: 200 }),
    fc.integer({ min: 30, max: 250 }),
  )
  .map(([left, top, size, width]) =>
    name(left, top, Math.min(size, PICTURE.width - left, PICTURE.height - top), width),
  );

describe('the name of a face', () => {
  it('is below its box, in the middle', () => {
    expect(place([name(300, 300)])).toEqual([{ left: 290, top: 400, width: 120, height: 40 }]);
  });

  it('is above the box of a face at the lower edge', () => {
    expect(place([name(300, 700)])).toEqual([{ left: 290, top: 660, width: 120, height: 40 }]);
  });

  it('is beside a face that others surround', () => {
    const others = [name(300, 190).box, name(300, 410).box];
    const [label] = place([name(300, 300)], others) ?? [];
    expect(label?.left).toBeGreaterThanOrEqual(400);
  });

  it('has no place where there is no room', () => {
    expect(place([name(0, 0, 1000)])).toBeUndefined();
  });
});

describe('the names of any faces', () => {
  it('are over no face and no other name, within the picture, and as many as the faces, if there is room for all', () => {
    fc.assert(
      fc.property(
        fc.array(anyName, { minLength: 1, maxLength: 30 }),
        fc.array(anyName, { maxLength: 5 }),
        (items, others) => {
          const boxes = [...items, ...others].map(({ box }) => box);
          const labels = placeNames(items, boxes, PICTURE.width, PICTURE.height);
          if (labels === undefined) return;
          expect(labels).toHaveLength(items.length);
          labels.forEach((label, index) => {
            expect([label.width, label.height]).toEqual([items[index]?.width, items[index]?.height]);
            expect(label.left).toBeGreaterThanOrEqual(0);
            expect(label.top).toBeGreaterThanOrEqual(0);
            expect(label.left + label.width).toBeLessThanOrEqual(PICTURE.width);
            expect(label.top + label.height).toBeLessThanOrEqual(PICTURE.height);
            for (const box of boxes) expect(overlap(label, box)).toBe(0);
            for (const other of labels.slice(index + 1)) expect(overlap(label, other)).toBe(0);
          });
        },
      ),
    );
  });
});
