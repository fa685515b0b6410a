import { describe, expect, it } from 'vitest';
import { cutIntoTiles, isCutByTile } from '../../../src/local-clarifai/engine/geometry/tiles.js';

const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });

describe('tiles', () => {
  const area = box(100, 50, 1900, 850);

  it('cover an area across its long side and overlap as much as faces need', () => {
    expect(cutIntoTiles(area, 2, 200)).toEqual([box(100, 50, 1100, 850), box(900, 50, 1900, 850)]);
    expect(cutIntoTiles(box(0, 0, 10, 100), 3, 5).map(({ top, bottom }) => [top, bottom].map(Math.round))).toEqual([
      [0, 37],
      [32, 68],
      [63, 100],
    ]);
  });

  it('are the area itself when there is one', () => {
    expect(cutIntoTiles(area, 1, 200)).toEqual([area]);
  });

  it('know which boxes they cut, but not at the edge of the area', () => {
    const tile = box(100, 50, 1100, 850);
    expect(isCutByTile(box(100, 50, 200, 150), tile, area, 10)).toBe(false);
    expect(isCutByTile(box(1000, 100, 1095, 200), tile, area, 10)).toBe(true);
    expect(isCutByTile(box(1000, 100, 1085, 200), tile, area, 10)).toBe(false);
    expect(isCutByTile(box(905, 100, 990, 200), box(900, 50, 1900, 850), area, 10)).toBe(true);
  });
});
