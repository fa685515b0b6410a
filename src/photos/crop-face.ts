import type { Box } from '../faces/model.js';
import { openPicture, orDamaged } from './open-picture.js';
import { sharp } from './sharp.js';

const JPEG_QUALITY = 85;
/** Added on each side, as a share of the box's long edge, so that hair, ears and chin are included. */
const MARGIN = 0.4;

/**
 * Cuts one face out of a picture: a square JPEG around the box, moved inwards where it would leave the picture.
 * @param size edge of the square in pixels.
 * @throws PictureError if the bytes are not a picture, or exceed the limits.
 */
export async function cropFace(picture: Uint8Array, box: Box, size = 256): Promise<Uint8Array> {
  const { pipeline, width, height } = await openPicture(picture);
  const area = squareAround(box, width, height);
  return await orDamaged(pipeline.extract(area).resize(size, size).jpeg({ quality: JPEG_QUALITY }).toBuffer());
}

/** Cuts several faces out of a picture, which is decoded once. As {@link cropFace}, in the order of the boxes. */
export async function cropFaces(picture: Uint8Array, boxes: readonly Box[], size = 256): Promise<Uint8Array[]> {
  const { pipeline } = await openPicture(picture);
  const { data, info } = await orDamaged(pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }));
  const { width, height, channels } = info;
  return await Promise.all(
    boxes.map((box) =>
      sharp(data, { raw: { width, height, channels } })
        .extract(squareAround(box, width, height))
        .resize(size, size)
        .jpeg({ quality: JPEG_QUALITY })
        .toBuffer(),
    ),
  );
}

/** The square around a box, in whole pixels. Always within a picture of the given size. */
export function squareAround(
  box: Box,
  width: number,
  height: number,
): { left: number; top: number; width: number; height: number } {
  const longEdge = Math.max((box.right - box.left) * width, (box.bottom - box.top) * height);
  const edge = Math.max(1, Math.min(Math.round(longEdge * (1 + 2 * MARGIN)), width, height));
  const left = Math.round(((box.left + box.right) / 2) * width - edge / 2);
  const top = Math.round(((box.top + box.bottom) / 2) * height - edge / 2);
  return {
    left: Math.max(0, Math.min(left, width - edge)),
    top: Math.max(0, Math.min(top, height - edge)),
    width: edge,
    height: edge,
  };
}
