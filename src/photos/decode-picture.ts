import type { PictureLimits } from './limits.js';
import { openPicture, orDamaged } from './open-picture.js';
import { detectPictureFormat } from './picture-format.js';

/** A decoded picture, upright, in sRGB. */
export interface DecodedPicture {
  /** Rows from the top, three bytes (red, green, blue) a pixel: `width × height × 3` bytes. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Size of the upright picture before shrinking, in pixels. */
  readonly originalWidth: number;
  readonly originalHeight: number;
}

export interface DecodeOptions extends PictureLimits {
  /** The longest side of the result, in pixels. */
  readonly maxEdge: number;
  /** Instead of `maxEdge` for a JPEG: one with a long side of up to `wholeTo` stays whole, a larger one is shrunk to `maxEdge`. */
  readonly ofJpeg?: { readonly wholeTo: number; readonly maxEdge: number };
}

/**
 * Decodes a photo in any format we read, upright, no larger than `maxEdge` pixels on its long side (never enlarged).
 * A JPEG is shrunk by its own decoder while reading, so a small `maxEdge` is several times faster than a large one.
 * @throws PictureError if the bytes are not a picture, or exceed the limits.
 */
export async function decodePicture(bytes: Uint8Array, options: DecodeOptions): Promise<DecodedPicture> {
  const opened = await openPicture(bytes, options);
  const edge = longestEdge(bytes, Math.max(opened.width, opened.height), options);
  const { data, info } = await orDamaged(
    opened.pipeline
      .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true }),
  );
  return {
    data,
    width: info.width,
    height: info.height,
    originalWidth: opened.width,
    originalHeight: opened.height,
  };
}

function longestEdge(bytes: Uint8Array, originalEdge: number, { maxEdge, ofJpeg }: DecodeOptions): number {
  if (ofJpeg === undefined || detectPictureFormat(bytes) !== 'jpeg') return maxEdge;
  return originalEdge <= ofJpeg.wholeTo ? originalEdge : ofJpeg.maxEdge;
}
