import type { RgbPicture } from './pyramid.js';

/** The 98th percentile of a brightened picture, 0–255. */
const BRIGHT = 235;
const BRIGHT_SHARE = 0.02;
const MAX_GAIN = 8;
/** Brightens dark parts more than bright ones. */
const GAMMA = 0.75;
/** Every so many pixels one is sampled to measure brightness. */
const EVERY = 7;
/** The weights of red, green and blue in brightness (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** The factor by which a picture may be brightened: 1 if it has bright parts, at most 8. */
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

/** The picture, brightened by a factor. */
export function brightenPicture<T extends RgbPicture>(picture: T, gain: number): T {
  const brighter = Uint8Array.from({ length: 256 }, (_, byte) => 255 * Math.min(1, (byte * gain) / 255) ** GAMMA + 0.5);
  return { ...picture, data: picture.data.map((byte) => brighter[byte] as number) };
}
