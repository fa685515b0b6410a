import type { PictureLimits } from './limits.js';
import { openPicture, orDamaged } from './open-picture.js';
import { isCutOff } from './picture-format.js';
import { QUICK_JPEG } from './sharp.js';

/** In pixels. The faces in a group of thirty are still large enough to tell apart, and no step takes a second. */
const MAX_EDGE = 1600;
const JPEG_QUALITY = 90;

/** A photo as we pass it on: upright, of moderate size, without metadata such as place, time or camera. */
export interface PreparedPicture {
  readonly jpeg: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Set if the end of the file is missing, so that only a part of the photo is shown. */
  readonly isCutOff?: boolean;
}

/**
 * Turns a photo in any format we read into an upright JPEG of at most 1600 pixels on its long side (never enlarged).
 * Boxes found on it, as fractions, also fit the original.
 * @throws PictureError if the bytes are not a picture, or exceed the limits.
 */
export async function preparePicture(bytes: Uint8Array, limits: PictureLimits = {}): Promise<PreparedPicture> {
  const { pipeline } = await openPicture(bytes, limits);
  const { data, info } = await orDamaged(
    pipeline
      .resize({ width: MAX_EDGE, height: MAX_EDGE, fit: 'inside', withoutEnlargement: true })
      // Full colour resolution: with the usual half, small faces are recognised measurably less well.
      .jpeg({ ...QUICK_JPEG, quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
      .toBuffer({ resolveWithObject: true }),
  );
  return { jpeg: data, width: info.width, height: info.height, ...(isCutOff(bytes) ? { isCutOff: true } : {}) };
}
