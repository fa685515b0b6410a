import { MAX_TOGETHER } from './limits.js';
import { openPicture, orDamaged } from './open-picture.js';
import { sharp } from './sharp.js';

/** Gap between two pictures, in pixels. */
const GAP = 4;
const JPEG_QUALITY = 85;
/** Differs from Slack's light and dark backgrounds, so that the gap shows on both. */
const GAP_COLOUR = '#808080';

interface Cell {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Places up to four square pictures on one square: one fills it, two share it in halves, and of three the first is a half.
 * @param size edge of the result in pixels.
 * @returns a JPEG.
 * @throws PictureError if the bytes are not a picture, or exceed the limits.
 */
export async function placeTogether(pictures: readonly Uint8Array[], size: number): Promise<Uint8Array> {
  const shown = pictures.slice(0, MAX_TOGETHER);
  const cells = cellsFor(shown.length, size);
  const layers = await Promise.all(
    cells.map(async ({ left, top, width, height }, index) => {
      const { pipeline } = await openPicture(shown[index] ?? new Uint8Array());
      return { input: await orDamaged(pipeline.resize(width, height).png().toBuffer()), left, top };
    }),
  );
  return await sharp({ create: { width: size, height: size, channels: 3, background: GAP_COLOUR } })
    .composite(layers)
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}

function cellsFor(amount: number, size: number): Cell[] {
  const first = Math.floor((size - GAP) / 2);
  const [whole, before, after] = [
    { at: 0, length: size },
    { at: 0, length: first },
    { at: first + GAP, length: size - first - GAP },
  ];
  const cell = (x: { at: number; length: number }, y: { at: number; length: number }): Cell => ({
    left: x.at,
    top: y.at,
    width: x.length,
    height: y.length,
  });
  switch (amount) {
    case 1:
      return [cell(whole, whole)];
    case 2:
      return [cell(before, whole), cell(after, whole)];
    case 3:
      return [cell(before, whole), cell(after, before), cell(after, after)];
    default:
      return [cell(before, before), cell(after, before), cell(before, after), cell(after, after)];
  }
}
