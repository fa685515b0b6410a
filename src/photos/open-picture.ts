import { choosePage } from './choose-page.js';
import { hasUnknownScale, openFloatTiff } from './float-tiff.js';
import { decodeHeic } from './heic.js';
import { type PictureLimits, pixelLimit, refuseByteCount, refuseTooManyPixels } from './limits.js';
import { damagedPicture, PictureError } from './picture-error.js';
import {
  cannotOpen,
  detectPictureFormat,
  isMovingAvif,
  nameUnreadableFormat,
  type PictureFormat,
  READABLE_FORMATS,
} from './picture-format.js';
import { type Sharp, sharp } from './sharp.js';

/** The background of transparent parts: light enough for dark hair, dark enough for white hair. */
const NEUTRAL_GROUND = '#bdbdbd';
/** A picture of floating-point samples is held whole, at four bytes a sample. */
const FLOAT_COST = 3;

/** A picture within the limits, ready to be decoded. */
export interface OpenedPicture {
  /** The picture upright, in sRGB, without transparency. Chain sharp's operations on it. */
  readonly pipeline: Sharp;
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Checks encoded bytes (their content, never a name) against the limits, and prepares to decode them upright.
 * @throws PictureError if the bytes are not a picture, or exceed the limits.
 */
export async function openPicture(bytes: Uint8Array, limits: PictureLimits = {}): Promise<OpenedPicture> {
  refuseByteCount(bytes.length, limits);
  const format = detectPictureFormat(bytes);
  if (format === undefined) throw notReadable(bytes);
  const maxPixels = pixelLimit(format, limits);
  if (format === 'heic') {
    // Already upright: the decoder applied the file's rotation, and EXIF must not rotate it again.
    const { data, width, height } = await decodeHeic(bytes, { maxPixels });
    return { pipeline: uprightRgb(sharp(data, { raw: { width, height, channels: 4 } })), width, height };
  }
  return isMovingAvif(bytes) ? await openMovingAvif(bytes, maxPixels) : await openWithSharp(bytes, format, maxPixels);
}

async function openWithSharp(bytes: Uint8Array, format: PictureFormat, maxPixels: number): Promise<OpenedPicture> {
  // A file with bad data in the middle (from a broken upload, say) still shows the part before it.
  const options = { failOn: 'none', limitInputPixels: false, autoOrient: true } as const;
  const first = await orDamaged(sharp(bytes, options).metadata());
  refuseTooManyPixels(first.autoOrient.width * first.autoOrient.height, maxPixels);
  const page = await choosePage(bytes, format, first);
  const source = sharp(bytes, { ...options, ...page });
  const metadata = await orDamaged(source.metadata());
  const { width, height } = metadata.autoOrient;
  const isFloat = hasUnknownScale(metadata);
  refuseTooManyPixels(width * height, isFloat ? Math.floor(maxPixels / FLOAT_COST) : maxPixels);
  const scaled = isFloat ? await orDamaged(openFloatTiff(source, metadata)) : source;
  return { pipeline: uprightRgb(scaled), width, height };
}

/** Opens the still picture of a moving AVIF. libvips does not know the brand of moving ones, so the copy gets the brand of stills. */
async function openMovingAvif(bytes: Uint8Array, maxPixels: number): Promise<OpenedPicture> {
  const still = Uint8Array.from(bytes);
  still.set(new TextEncoder().encode('avif'), 8);
  try {
    return await openWithSharp(still, 'avif', maxPixels);
  } catch (error) {
    if (!(error instanceof PictureError) || error.problem !== 'damaged') throw error;
    throw unsupported('moving AVIF', { cause: error });
  }
}

function notReadable(bytes: Uint8Array): PictureError {
  const name = nameUnreadableFormat(bytes);
  if (name !== undefined) return unsupported(name);
  return new PictureError(
    'not-a-picture',
    `I can’t read this file as a picture. Please post a ${READABLE_FORMATS} photo.`,
  );
}

/** The error for a picture in an unsupported format. Names the format and the ones that work. */
function unsupported(name: string, options?: ErrorOptions): PictureError {
  return new PictureError('unsupported-format', cannotOpen(name), options);
}

/** Awaits a step of sharp's, and turns a decoder error into one that can be shown. */
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
