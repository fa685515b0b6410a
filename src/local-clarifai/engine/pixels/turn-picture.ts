import type { RgbPicture } from './pyramid.js';

/** Clockwise, in degrees. */
export type QuarterTurns = 90 | 180 | 270;

/** Turns a picture clockwise. */
export function turnPicture({ data, width, height }: RgbPicture, degrees: QuarterTurns): RgbPicture {
  const turned = new Uint8Array(data.length);
  // The source of the first pixel, and the steps in the data to the pixels on its right and below it.
  const [start, right, below] = {
    90: [width * (height - 1), -width, 1],
    180: [width * height - 1, -1, -width],
    270: [width - 1, width, -1],
  }[degrees] as [number, number, number];
  const size = degrees === 180 ? { width, height } : { width: height, height: width };
  let at = 0;
  for (let y = 0; y < size.height; y++) {
    let from = (start + y * below) * 3;
    for (let x = 0; x < size.width; x++, from += right * 3) {
      turned[at++] = data[from] as number;
      turned[at++] = data[from + 1] as number;
      turned[at++] = data[from + 2] as number;
    }
  }
  return { data: turned, ...size };
}
