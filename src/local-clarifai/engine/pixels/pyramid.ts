/** A decoded picture: rows from the top, three bytes (red, green, blue) a pixel. */
export interface RgbPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A picture and its halves, quarters, and so on, each computed when first needed. */
export interface Pyramid extends RgbPicture {
  /** @param level 0 is the picture itself. Each level is half the size of the one before, at least one pixel. */
  level(level: number): RgbPicture;
}

export function createPyramid(picture: RgbPicture): Pyramid {
  const levels: RgbPicture[] = [picture];
  return {
    data: picture.data,
    width: picture.width,
    height: picture.height,
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
    let from = y * 2 * width * 3;
    for (let x = 0; x < halfWidth; x++, from += 6) {
      for (let c = from; c < from + 3; c++) {
        half[at++] =
          ((data[c] as number) +
            (data[c + right] as number) +
            (data[c + below] as number) +
            (data[c + right + below] as number) +
            2) >>
          2;
      }
    }
  }
  return { data: half, width: halfWidth, height: halfHeight };
}
