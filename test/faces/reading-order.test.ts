import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Face } from '../../src/faces/model.js';
import { numberFaces, splitIntoRows } from '../../src/faces/reading-order.js';

/** A face 0.04 wide and 0.05 high. @param y its middle, in face heights. */
const HEIGHT = 0.05;
function face(id: string, x: number, y: number): Face {
  const top = 0.1 + y * HEIGHT;
  return { id, box: { left: x - 0.02, right: x + 0.02, top, bottom: top + HEIGHT }, confidence: 1 };
}

const ids = (faces: readonly Face[], order: 'by rows' | 'left to right' = 'by rows') =>
  numberFaces(faces, order).map(({ face: { id } }) => id);
const jitter = (most: number) => fc.double({ min: -most, max: most, noNaN: true });
/** Faces side by side along a curve, given as height by place 0–1. */
const along = (amount: number, heightAt: (place: number) => number) =>
  Array.from({ length: amount }, (_, index) => {
    const place = (index + 0.5) / amount;
    return face(`f${String(index).padStart(2, '0')}`, 0.05 + 0.9 * place, heightAt(place));
  });

describe('faces that form rows', () => {
  it('are numbered row by row, left to right, however the heads stand in them', () => {
    const grid = fc.record({
      rows: fc.integer({ min: 2, max: 4 }),
      columns: fc.integer({ min: 2, max: 8 }),
      pitch: fc.double({ min: 1.5, max: 3, noNaN: true }),
      isStaggered: fc.boolean(),
      jitters: fc.array(fc.tuple(jitter(0.2), jitter(0.2)), { minLength: 32, maxLength: 32 }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(grid, ({ rows, columns, pitch, isStaggered, jitters, seed }) => {
        const faces = Array.from({ length: rows * columns }, (_, index) => {
          const [row, column] = [Math.floor(index / columns), index % columns];
          const shift = isStaggered && row % 2 === 1 ? 0.5 : 0;
          const [dx, dy] = jitters[index] ?? [0, 0];
          const x = 0.05 + ((column + shift + dx) * 0.85) / columns;
          return face(`f${String(index).padStart(2, '0')}`, x, row * pitch + dy);
        });
        const shuffled = faces.toSorted((a, b) => hash(a.id, seed) - hash(b.id, seed));
        expect(ids(shuffled)).toEqual(faces.map(({ id }) => id));
      }),
    );
  });

  it('may be of different lengths', () => {
    const faces = [...along(10, () => 0), ...along(3, () => 1.6).map((each) => ({ ...each, id: `front ${each.id}` }))];
    expect(ids(faces).slice(10)).toEqual(['front f00', 'front f01', 'front f02']);
    expect(ids([face('below', 0.5, 1.5), face('right', 0.7, 0), face('left', 0.3, 0)])).toEqual([
      'left',
      'right',
      'below',
    ]);
  });

  it('are one above the other when there are two', () => {
    expect(ids([face('lower', 0.5, 1.4), face('upper', 0.51, 0)])).toEqual(['upper', 'lower']);
  });
});

describe('faces in one row', () => {
  const numberedAsBefore = (faces: readonly Face[]) => expect(ids(faces)).toEqual(ids(faces, 'left to right'));

  it('are numbered from left to right, with heads up to half a face higher or lower', () => {
    fc.assert(
      fc.property(fc.array(jitter(0.5), { minLength: 1, maxLength: 12 }), (heights) => {
        numberedAsBefore(along(heights.length, (place) => heights[Math.floor(place * heights.length)] ?? 0));
      }),
    );
  });

  it('also on a slope, as in a tilted photo or on a stair', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.double({ min: -8, max: 8, noNaN: true }), (amount, slope) => {
        numberedAsBefore(along(amount, (place) => slope * place));
      }),
    );
  });

  it('also in an arc, as around a table', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 12 }), fc.double({ min: -6, max: 6, noNaN: true }), (amount, bend) => {
        numberedAsBefore(along(amount, (place) => bend * (place - 0.5) ** 2 * 4));
      }),
    );
  });

  it('also when a child stands beside an adult', () => {
    numberedAsBefore([face('child', 0.3, 2), face('adult', 0.5, 0)]);
  });
});

describe('whatever the faces', () => {
  const any = fc.array(
    fc.tuple(fc.double({ min: 0.02, max: 0.98, noNaN: true }), fc.double({ min: 0, max: 15, noNaN: true })),
    {
      maxLength: 30,
    },
  );

  it('each gets one number, which does not depend on the order they come in or on the size of the photo', () => {
    fc.assert(
      fc.property(any, fc.integer(), (places, seed) => {
        const faces = places.map(([x, y], index) => face(`f${index}`, x, y));
        const shuffled = faces.toSorted((a, b) => hash(a.id, seed) - hash(b.id, seed));
        expect(ids(shuffled)).toEqual(ids(faces));
        expect(ids(faces).toSorted()).toEqual(faces.map(({ id }) => id).toSorted());
        expect(numberFaces(faces, 'by rows').map(({ number }) => number)).toEqual(faces.map((_, index) => index + 1));
      }),
    );
  });

  it('rows follow one another from top to bottom', () => {
    fc.assert(
      fc.property(any, (places) => {
        const rows = splitIntoRows(places.map(([x, y], index) => face(`f${index}`, x, y)));
        const tops = rows.map((row) => row.map(({ box }) => box.top));
        for (const [index, row] of tops.slice(1).entries())
          expect(Math.min(...row)).toBeGreaterThan(Math.max(...(tops[index] ?? [])));
      }),
    );
  });
});

describe('replies of earlier versions', () => {
  it('count from left to right, the upper one first where two are above one another', () => {
    const faces = [face('right', 0.8, 0), face('below', 0.3, 3), face('above', 0.3, 0), face('left', 0.1, 5)];
    expect(ids(faces, 'left to right')).toEqual(['left', 'above', 'below', 'right']);
  });
});

/** A pseudo-random number for an id. */
function hash(id: string, seed: number): number {
  let value = seed | 0;
  for (const char of id) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193);
  return value;
}
