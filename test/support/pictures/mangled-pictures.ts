import sharp from 'sharp';
import { createRandom } from '../cast/random.js';
import { fourQuartersHeic, heicWithPrimarySecond } from './heic-file.js';
import { fourQuarters, pngBomb } from './pictures.js';
import { floatTiff, tiffWithSubPicture, tiffWithThumbnail } from './tiff-file.js';

/** A picture that something went wrong with, and how it came about. */
export interface MangledPicture {
  readonly name: string;
  readonly bytes: Buffer;
}

type RandomNumber = () => number;

/**
 * Pictures of every format that is opened, each spoilt in one or several ways: cut off, with changed, missing, doubled or foreign parts,
 * or with huge numbers in the header.
 * @param seed the same seed makes the same pictures (with the same version of sharp).
 */
export async function* mangledPictures(count: number, seed: number): AsyncGenerator<MangledPicture> {
  const { next } = createRandom(seed);
  const originals = await intactPictures();
  for (let index = 0; index < count; index += 1) {
    const [format, original] = pick(originals, next);
    let bytes = original;
    const steps: string[] = [];
    for (let left = 1 + Math.floor(next() * 3); left > 0; left -= 1) {
      const [step, change] = pick(CHANGES, next);
      bytes = change(bytes, next, originals);
      steps.push(step);
    }
    yield { name: `${index}: ${format}, ${steps.join(', ')}`, bytes };
  }
}

async function intactPictures(): Promise<[string, Buffer][]> {
  const picture = (width = 160, height = 120) => fourQuarters(width, height);
  const frames = sharp(Buffer.alloc(40 * 90 * 3, 90), { raw: { width: 40, height: 90, channels: 3, pageHeight: 30 } });
  return Promise.all(
    Object.entries({
      JPEG: picture().jpeg().toBuffer(),
      'progressive JPEG': picture().jpeg({ progressive: true }).toBuffer(),
      'CMYK JPEG': picture().toColourspace('cmyk').jpeg().toBuffer(),
      PNG: picture().png().toBuffer(),
      'interlaced PNG': picture().png({ progressive: true }).toBuffer(),
      'one-bit PNG': Promise.resolve(pngBomb(400, 300)),
      GIF: picture().gif().toBuffer(),
      'moving GIF': frames.clone().gif().toBuffer(),
      WebP: picture().webp().toBuffer(),
      'lossless WebP': picture().webp({ lossless: true }).toBuffer(),
      'moving WebP': frames.clone().webp().toBuffer(),
      AVIF: picture(64, 64).avif({ effort: 0 }).toBuffer(),
      TIFF: picture().tiff({ compression: 'lzw' }).toBuffer(),
      'tiled TIFF': picture().tiff({ tile: true, compression: 'deflate' }).toBuffer(),
      BigTIFF: picture().tiff({ bigtiff: true }).toBuffer(),
      'TIFF with pages': tiffWithThumbnail(),
      DNG: tiffWithSubPicture(),
      'float TIFF': Promise.resolve(floatTiff([0.5, 0.1, 0.1])),
      HEIC: Promise.resolve(fourQuartersHeic({ quarterTurns: 1 })),
      'HEIC of two': Promise.resolve(heicWithPrimarySecond()),
    }).map(async ([name, bytes]): Promise<[string, Buffer]> => [name, Buffer.from(await bytes)]),
  );
}

type Change = (bytes: Buffer, next: RandomNumber, originals: readonly [string, Buffer][]) => Buffer;

/** Where a format keeps its sizes. */
const HEADER_BYTES = 200;

const CHANGES: readonly [string, Change][] = [
  ['cut off', (bytes, next) => bytes.subarray(0, Math.floor(next() * bytes.length))],
  [
    'single bytes changed',
    (bytes, next) => {
      const changed = Buffer.from(bytes);
      for (let left = 1 + Math.floor(next() * 20); left > 0; left -= 1) changed[at(bytes, next)] = next() * 256;
      return changed;
    },
  ],
  [
    'huge numbers in the header',
    (bytes, next) => {
      const changed = Buffer.from(bytes);
      for (let left = 1 + Math.floor(next() * 4); left > 0; left -= 1) {
        const start = Math.floor(next() * Math.min(HEADER_BYTES, bytes.length));
        changed.subarray(start, start + 1 + Math.floor(next() * 4)).fill(next() < 0.5 ? 0xff : 0x7f);
      }
      return changed;
    },
  ],
  [
    'a part of zeros',
    (bytes, next) => {
      const start = at(bytes, next);
      const changed = Buffer.from(bytes);
      changed.subarray(start, start + Math.floor(next() * 200)).fill(0);
      return changed;
    },
  ],
  [
    'noise in the middle',
    (bytes, next) => {
      const changed = Buffer.from(bytes);
      const start = at(bytes, next);
      for (let index = start; index < Math.min(start + 300, bytes.length); index += 1) changed[index] = next() * 256;
      return changed;
    },
  ],
  ['a part doubled', (bytes, next) => doublePart(bytes, next)],
  [
    'a part missing',
    (bytes, next) => {
      const start = at(bytes, next);
      return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + Math.floor(next() * 100))]);
    },
  ],
  [
    'the start of another picture',
    (bytes, next, originals) => {
      const [, other] = pick(originals, next);
      const length = Math.floor(next() * Math.min(HEADER_BYTES, bytes.length, other.length));
      return Buffer.concat([other.subarray(0, length), bytes.subarray(length)]);
    },
  ],
];

function doublePart(bytes: Buffer, next: RandomNumber): Buffer {
  const start = at(bytes, next);
  const end = start + Math.floor(next() * 500);
  const times = 1 + Math.floor(next() * 10);
  return Buffer.concat([
    bytes.subarray(0, end),
    ...Array.from({ length: times }, () => bytes.subarray(start, end)),
    bytes.subarray(end),
  ]);
}

function at(bytes: Buffer, next: RandomNumber): number {
  return Math.floor(next() * bytes.length);
}

function pick<T>(items: readonly T[], next: RandomNumber): T {
  const item = items[Math.floor(next() * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}
