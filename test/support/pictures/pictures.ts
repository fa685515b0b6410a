import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** Colours of the upright picture's quarters: top left, top right, bottom left, bottom right. */
export const QUARTERS = [
  [220, 30, 30],
  [30, 200, 30],
  [30, 30, 220],
  [230, 220, 40],
] as const;

/** A picture of four coloured quarters, to see which way up it is. `width` and `height` are even. */
export function fourQuarters(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const quarter = QUARTERS[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)] ?? QUARTERS[0];
      data.set(quarter, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** What undoes each EXIF orientation, so that a file with that tag shows the four quarters upright. */
const UNDO: Record<number, (picture: Sharp) => Sharp> = {
  1: (picture) => picture,
  2: (picture) => picture.flop(),
  3: (picture) => picture.rotate(180),
  4: (picture) => picture.flip(),
  5: (picture) => picture.rotate(90),
  6: (picture) => picture.rotate(270),
  7: (picture) => picture.rotate(90),
  8: (picture) => picture.rotate(90),
};

/** A JPEG that is upright only when its EXIF orientation (1–8) is honoured. */
export async function jpegWithOrientation(orientation: number, width: number, height: number): Promise<Buffer> {
  const upright = await fourQuarters(width, height).png().toBuffer();
  const turned = sharp(await (UNDO[orientation] ?? UNDO[1])?.(sharp(upright)).png().toBuffer());
  // Mirrored in a second step: within one, sharp would mirror before it turns.
  const undone = await (orientation === 5 ? turned.flop() : orientation === 7 ? turned.flip() : turned)
    .png()
    .toBuffer();
  return await sharp(undone).withMetadata({ orientation }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** The colour of one pixel; `x` and `y` as fractions of the picture. */
export function pixelAt(
  picture: { readonly data: Uint8Array; readonly width: number; readonly height: number },
  x: number,
  y: number,
): number[] {
  const at = (Math.floor(y * picture.height) * picture.width + Math.floor(x * picture.width)) * 3;
  return [...picture.data.subarray(at, at + 3)];
}

/** How far two colours are apart: the largest difference of a channel, 0–255. */
export function colourDistance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0))));
}

/** A valid black PNG of one bit a pixel: every megapixel takes 130 bytes in the file and 3 MB in memory. */
export function pngBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
