import type { PixelBox } from './box.js';

/** Cuts a picture into 2 × 2 tiles that share `overlap` (a fraction of a tile) with their neighbours. */
export function cutIntoTiles(width: number, height: number, overlap: number): PixelBox[] {
  const tileWidth = width / (2 - overlap);
  const tileHeight = height / (2 - overlap);
  return [0, height - tileHeight].flatMap((top) =>
    [0, width - tileWidth].map((left) => ({ left, top, right: left + tileWidth, bottom: top + tileHeight })),
  );
}

/** Whether a box touches an edge of its tile (within `tolerance` pixels) that is not an edge of the picture: the rest may be outside. */
export function isCutByTile(
  box: PixelBox,
  tile: PixelBox,
  picture: { readonly width: number; readonly height: number },
  tolerance: number,
): boolean {
  return (
    (tile.left > 0 && box.left < tile.left + tolerance) ||
    (tile.top > 0 && box.top < tile.top + tolerance) ||
    (tile.right < picture.width && box.right > tile.right - tolerance) ||
    (tile.bottom < picture.height && box.bottom > tile.bottom - tolerance)
  );
}
