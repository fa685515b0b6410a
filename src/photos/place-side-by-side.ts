import { openPicture, orDamaged } from './open-picture.js';
import { sharp } from './sharp.js';

/** Gap in pixels, wide enough to see where one picture ends. */
const GAP = 8;
const JPEG_QUALITY = 85;
/** Differs from Slack's light and dark backgrounds, so that the gap shows on both. */
const GAP_COLOUR = '#808080';

/**
 * Places two pictures side by side, for comparison.
 * @param size edge of the square each is fitted into, in pixels.
 * @returns a JPEG, `2 * size + 8` wide and `size` high.
 * @throws PictureError if the bytes are not a picture, or exceed the limits.
 */
export async function placeSideBySide(left: Uint8Array, right: Uint8Array, size: number): Promise<Uint8Array> {
  const [first, second] = await Promise.all([left, right].map((picture) => fitInto(picture, size)));
  if (first === undefined || second === undefined) throw new Error('Two pictures were given.');
  return await sharp({ create: { width: 2 * size + GAP, height: size, channels: 3, background: GAP_COLOUR } })
    .composite([
      { input: first, left: 0, top: 0 },
      { input: second, left: size + GAP, top: 0 },
    ])
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}

async function fitInto(picture: Uint8Array, size: number): Promise<Buffer> {
  const { pipeline } = await openPicture(picture);
  return orDamaged(pipeline.resize(size, size).png().toBuffer());
}
