import { IDENTITY, type Similarity } from '../geometry/similarity.js';

/** A decoded picture: rows from the top, three bytes (red, green, blue) a pixel. */
export interface RgbPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * A picture and its halves, quarters, and so on, each computed when first needed. It may be seen rotated or with a border (views.ts):
 * its size is that of the view, the pixels stay those of the picture.
 */
export interface Pyramid {
  readonly width: number;
  readonly height: number;
  /** Maps pixels of the view to pixels of the picture. */
  readonly toPicture: Similarity;
  /** What is beyond the picture's edges, as a byte; undefined for what the network expects. */
  readonly outside: number | undefined;
  /** @param level 0 is the picture itself. Each level is half the size of the one before, at least one pixel. */
  level(level: number): RgbPicture;
}

export function createPyramid(picture: RgbPicture): Pyramid {
  const levels: RgbPicture[] = [picture];
  return {
    width: picture.width,
    height: picture.height,
    toPicture: IDENTITY,
    outside: undefined,
    level(level) {
      for (let next = levels.length; next <= level; next++) levels.push(halvePicture(levels[next - 1] as RgbPicture));
      return levels[level] as RgbPicture;
    },
  };
}

/** Each pixel is the mean of a square of four. An odd last row or column is dropped. A single pixel stays. */
export function halvePicture({ data, width, height }: RgbPicture): RgbPicture {
  const halfWidth = Math.max(1, width >> 1);
  const halfHeight = Math.max(1, height >> 1);
  const right = width > 1 ? 3 : 0;
  const below = height > 1 ? width * 3 : 0;
  const half = new Uint8Array(halfWidth * halfHeight * 3);
  let at = 0;
  for (let y = 0; y < halfHeight; y++) {
    let p = y * 2 * width * 3;
    // Written out, because this is run for every pixel of every picture: as a loop it takes twice as long.
    for (let x = 0; x < halfWidth; x++, p += 6, at += 3) {
      const q = p + below;
      half[at] = (byteAt(data, p) + byteAt(data, p + right) + byteAt(data, q) + byteAt(data, q + right) + 2) >> 2;
      half[at + 1] =
        (byteAt(data, p + 1) + byteAt(data, p + right + 1) + byteAt(data, q + 1) + byteAt(data, q + right + 1) + 2) >>
        2;
      half[at + 2] =
        (byteAt(data, p + 2) + byteAt(data, p + right + 2) + byteAt(data, q + 2) + byteAt(data, q + right + 2) + 2) >>
        2;
    }
  }
  return { data: half, width: halfWidth, height: halfHeight };
}

/** A byte that is known to be there. */
function byteAt(data: Uint8Array, index: number): number {
  return data[index] as number;
}
