import type { RgbPicture } from './pyramid.js';

/** Where the brightest 2 % of a brightened picture begin, 0–255. */
const BRIGHT = 235;
const BRIGHT_SHARE = 0.02;
const MAX_GAIN = 8;
/** Lifts what is still dark more than what is bright. */
const GAMMA = 0.75;
/** One of so many pixels is looked at to tell how bright a picture is. */
const EVERY = 7;
/** How bright red, green and blue look (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** How many times brighter a picture may become: 1 for one with bright parts, at most 8. */
export function gainOf({ data }: RgbPicture): number {
  const counts = new Uint32Array(256);
  let pixels = 0;
  for (let at = 0; at + 2 < data.length; at += 3 * EVERY, pixels++) {
    const luma =
      LUMA[0] * (data[at] as number) + LUMA[1] * (data[at + 1] as number) + LUMA[2] * (data[at + 2] as number);
    const bin = Math.round(luma);
    counts[bin] = (counts[bin] as number) + 1;
  }
  let brighter = 0;
  let bright = 255;
  while (bright > 0) {
    brighter += counts[bright] as number;
    if (brighter > BRIGHT_SHARE * pixels) break;
    bright--;
  }
  return Math.min(MAX_GAIN, Math.max(1, BRIGHT / Math.max(bright, 1)));
}

/** The picture so many times brighter. */
export function brightenPicture<T extends RgbPicture>(picture: T, gain: number): T {
  const brighter = Uint8Array.from({ length: 256 }, (_, byte) => 255 * Math.min(1, (byte * gain) / 255) ** GAMMA + 0.5);
  return { ...picture, data: picture.data.map((byte) => brighter[byte] as number) };
}
