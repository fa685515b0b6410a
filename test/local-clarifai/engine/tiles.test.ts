import { describe, expect, it } from 'vitest';
import { cutIntoTiles, isCutByTile } from '../../../src/local-clarifai/engine/geometry/tiles.js';

describe('tiles', () => {
  const tiles = cutIntoTiles(1800, 900, 0.2);

  it('cover the picture and share a fifth with their neighbours', () => {
    expect(tiles.map(({ left, top, right, bottom }) => [left, top, right, bottom].map(Math.round))).toEqual([
      [0, 0, 1000, 500],
      [800, 0, 1800, 500],
      [0, 400, 1000, 900],
      [800, 400, 1800, 900],
    ]);
  });

  it('know which boxes they cut, but not at the edge of the picture', () => {
    const picture = { width: 1800, height: 900 };
    const [topLeft] = tiles;
    if (topLeft === undefined) throw new Error('no tiles');
    const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });
    expect(isCutByTile(box(0, 0, 90, 90), topLeft, picture, 10)).toBe(false);
    expect(isCutByTile(box(950, 100, 995, 200), topLeft, picture, 10)).toBe(true);
    expect(isCutByTile(box(300, 430, 380, 520), topLeft, picture, 10)).toBe(true);
    expect(isCutByTile(box(900, 100, 985, 200), topLeft, picture, 10)).toBe(false);
  });
});
