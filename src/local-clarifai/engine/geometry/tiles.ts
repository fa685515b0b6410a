import type { PixelBox } from './box.js';

/** Cuts an area across its long side into this many tiles of equal size. Adjacent tiles share `overlap` pixels. */
export function cutIntoTiles(area: PixelBox, count: number, overlap: number): PixelBox[] {
  const width = area.right - area.left;
  const height = area.bottom - area.top;
  const length = Math.max(width, height);
  const tileLength = (length + overlap * (count - 1)) / count;
  return Array.from({ length: count }, (_, i) => {
    const start = i * (tileLength - overlap);
    return width >= height
      ? { ...area, left: area.left + start, right: area.left + start + tileLength }
      : { ...area, top: area.top + start, bottom: area.top + start + tileLength };
  });
}

/** Whether a box comes within `tolerance` pixels of an edge between tiles, so that the rest of it may be outside its tile. */
export function isCutByTile(box: PixelBox, tile: PixelBox, area: PixelBox, tolerance: number): boolean {
  return (
    (tile.left > area.left && box.left < tile.left + tolerance) ||
    (tile.top > area.top && box.top < tile.top + tolerance) ||
    (tile.right < area.right && box.right > tile.right - tolerance) ||
    (tile.bottom < area.bottom && box.bottom > tile.bottom - tolerance)
  );
}
