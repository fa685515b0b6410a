import { describe, expect, it } from 'vitest';
import { areaOf, intersectionOverUnion, sharedArea } from '../src/boxes.js';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe('boxes', () => {
  it('have an area, which is nothing when their edges are the wrong way round', () => {
    expect(areaOf(box(1, 2, 4, 6))).toBe(12);
    expect(areaOf(box(4, 2, 1, 6))).toBe(0);
    expect(areaOf(box(4, 6, 1, 2))).toBe(0);
  });

  it('share the area in both', () => {
    expect(sharedArea(box(0, 0, 4, 4), box(2, 2, 6, 6))).toBe(4);
    expect(sharedArea(box(0, 0, 4, 4), box(1, 1, 2, 2))).toBe(1);
  });

  it('share nothing when they are apart or only touch', () => {
    expect(sharedArea(box(0, 0, 1, 1), box(2, 0, 3, 1))).toBe(0);
    expect(sharedArea(box(0, 0, 1, 1), box(1, 0, 2, 1))).toBe(0);
  });

  it('overlap from 0, apart, to 1, the same', () => {
    expect(intersectionOverUnion(box(0, 0, 1, 1), box(2, 2, 3, 3))).toBe(0);
    expect(intersectionOverUnion(box(0, 0, 2, 2), box(0, 0, 2, 2))).toBe(1);
    expect(intersectionOverUnion(box(0, 0, 2, 1), box(1, 0, 3, 1))).toBeCloseTo(1 / 3);
  });

  it('of no area overlap with nothing', () => {
    expect(intersectionOverUnion(box(1, 1, 1, 1), box(1, 1, 1, 1))).toBe(0);
  });
});
