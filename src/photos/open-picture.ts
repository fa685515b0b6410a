import { decodeHeic } from './heic.js';
import { type PictureLimits, pixelLimit, refuseByteCount, refuseTooManyPixels } from './limits.js';
import { damagedPicture, PictureError } from './picture-error.js';
import { detectPictureFormat } from './picture-format.js';
import { type Sharp, sharp } from './sharp.js';

/** Behind transparent parts: light enough for dark hair, dark enough for white hair. */
const NEUTRAL_GROUND = '#bdbdbd';

/** A picture that has been found acceptable, ready to be decoded. */
export interface OpenedPicture {
  /** Yields the picture upright, in sRGB without transparency; chain sharp's operations on it. */
  readonly pipeline: Sharp;
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Checks encoded bytes (their content, never a name) against the limits, and prepares to decode them upright.
 * @throws PictureError when the bytes are no picture, or one beyond the limits.
 */
export async function openPicture(bytes: Uint8Array, limits: PictureLimits = {}): Promise<OpenedPicture> {
  refuseByteCount(bytes.length, limits);
  const format = detectPictureFormat(bytes);
  if (format === undefined) {
    throw new PictureError(
      'not-a-picture',
      'I can’t read this file as a picture. Please post a JPEG, PNG, GIF, WebP, AVIF, TIFF or HEIC photo.',
    );
  }
  const maxPixels = pixelLimit(format, limits);
  if (format === 'heic') {
    // Already upright: the decoder applies the file's own rotation, and EXIF must not turn it a second time.
    const { data, width, height } = await decodeHeic(bytes, { maxPixels });
    return { pipeline: uprightRgb(sharp(data, { raw: { width, height, channels: 4 } })), width, height };
  }

  // Bad data in the middle of a file (a broken upload, say) still leaves the part before it worth looking at.
  const source = sharp(bytes, { failOn: 'none', limitInputPixels: false, autoOrient: true });
  const { width, height } = (await orDamaged(source.metadata())).autoOrient;
  refuseTooManyPixels(width * height, maxPixels);
  return { pipeline: uprightRgb(source), width, height };
}

/** Awaits a step of sharp's, and turns an error of the decoder into one that can be shown. */
export async function orDamaged<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    throw damagedPicture(cause);
  }
}

function uprightRgb(source: Sharp): Sharp {
  return source.flatten({ background: NEUTRAL_GROUND }).toColourspace('srgb');
}
