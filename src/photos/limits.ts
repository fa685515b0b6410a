import { PictureError } from './picture-error.js';
import type { PictureFormat } from './picture-format.js';

/** Pictures beyond these limits are refused before anything is decoded. */
export interface PictureLimits {
  /** Default {@link DEFAULT_MAX_BYTES}. */
  readonly maxBytes?: number;
  /** Default {@link DEFAULT_MAX_PIXELS}; formats that must be decoded whole get a third of it. */
  readonly maxPixels?: number;
}

/** Larger than any photo from a phone or camera, and small enough to be held in memory more than once. */
export const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** Memory limit of one picture process in bytes, of which it uses 60 MB before any picture. docs/running.md states it. */
export const MAX_PICTURE_MEMORY = 1000 * 1024 * 1024;
/** Allows a panorama of 100 megapixels, but no picture made to exhaust memory. */
const DEFAULT_MAX_PIXELS = 150_000_000;

/** How many faces are placed together in one small picture; of more, the first ones are. */
export const MAX_TOGETHER = 4;

/**
 * Formats that are read line by line, or shrunk while reading; the others need memory for every pixel (AVIF 18 bytes for each).
 * For 100 megapixels a progressive JPEG takes 320 MB, a lossless WebP 410 MB, everything else here less than 140 MB.
 */
const STREAMED_FORMATS: ReadonlySet<PictureFormat> = new Set(['jpeg', 'png', 'tiff', 'webp']);

/** The most pixels a picture of this format may have. */
export function pixelLimit(format: PictureFormat, limits: PictureLimits): number {
  const maxPixels = limits.maxPixels ?? DEFAULT_MAX_PIXELS;
  return STREAMED_FORMATS.has(format) ? maxPixels : Math.floor(maxPixels / 3);
}

/** @throws PictureError `too-many-pixels` if there are more than `limit`. */
export function refuseTooManyPixels(pixels: number, limit: number): void {
  if (pixels <= limit) return;
  const limitText = limit < 1_000_000 ? `${limit} pixels` : `${Math.floor(limit / 1_000_000)} megapixels`;
  throw new PictureError('too-many-pixels', `This photo has more than ${limitText}. Please post a smaller version.`);
}

/** @throws PictureError `empty`, or `too-many-bytes` if there are more than the limit. */
export function refuseByteCount(bytes: number, limits: PictureLimits): void {
  const maxBytes = limits.maxBytes ?? DEFAULT_MAX_BYTES;
  if (bytes === 0) throw new PictureError('empty', 'This file is empty. Please upload the photo again.');
  if (bytes <= maxBytes) return;
  const limitText = maxBytes < 1024 * 1024 ? `${maxBytes} bytes` : `${Math.floor(maxBytes / 1024 / 1024)} MB`;
  throw new PictureError('too-many-bytes', `This photo is larger than ${limitText}. Please post a smaller version.`);
}
