import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../src/photos/decode-picture.js';
import { openPicture } from '../../src/photos/open-picture.js';
import { PictureError } from '../../src/photos/picture-error.js';
import { preparePicture } from '../../src/photos/prepare-picture.js';
import { fourQuartersHeic, heicWithPrimarySecond } from '../support/pictures/heic-file.js';
import { colourDistance, fourQuarters, pixelAt, QUARTERS } from '../support/pictures/pictures.js';
import { floatTiff, tiffWithSubPicture, tiffWithThumbnail } from '../support/pictures/tiff-file.js';

const [RED, GREEN, BLUE] = QUARTERS;

async function colourOf(bytes: Uint8Array): Promise<number[]> {
  return pixelAt(await decodePicture(bytes, { maxEdge: 400 }), 0.25, 0.25);
}

/** A moving picture of frames of one colour each. */
async function moving(colours: readonly (readonly number[])[], format: 'gif' | 'webp'): Promise<Buffer> {
  const frames = colours.map((colour) => {
    const frame = Buffer.alloc(30 * 20 * 3);
    for (let pixel = 0; pixel < 600; pixel += 1) {
      // The lower half is darker: a frame with something to see, unless it is black or white.
      const isBlank = colour[0] === colour[1] && colour[1] === colour[2];
      frame.set(isBlank || pixel < 300 ? colour : colour.map((value) => value / 2), pixel * 3);
    }
    return frame;
  });
  return await sharp(Buffer.concat(frames), {
    raw: { width: 30, height: 20 * colours.length, channels: 3, pageHeight: 20 },
  })
    .toFormat(format, { delay: colours.map(() => 100) })
    .toBuffer();
}

async function failureOf(attempt: Promise<unknown>): Promise<PictureError> {
  const failure: unknown = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof PictureError)) throw new Error('It should fail with a PictureError', { cause: failure });
  return failure;
}

describe('of a file with several pictures', () => {
  it('a HEIC shows the primary one, wherever it is', async () => {
    expect(colourDistance(await colourOf(heicWithPrimarySecond()), RED)).toBeLessThan(24);
    expect(colourDistance(await colourOf(fourQuartersHeic()), RED)).toBeLessThan(24);
  });

  it('a TIFF shows the largest page, not the thumbnail before it', async () => {
    const picture = await decodePicture(await tiffWithThumbnail(), { maxEdge: 400 });
    expect([picture.width, picture.height]).toEqual([120, 80]);
    expect(colourDistance(pixelAt(picture, 0.25, 0.25), RED)).toBeLessThan(10);
  });

  it('a DNG shows the picture inside, not the thumbnail around it', async () => {
    const picture = await decodePicture(await tiffWithSubPicture(), { maxEdge: 400 });
    expect([picture.width, picture.height]).toEqual([120, 80]);
  });

  it.each(['gif', 'webp'] as const)('a moving %s shows the first frame that is not blank', async (format) => {
    const black = [0, 0, 0];
    expect(colourDistance(await colourOf(await moving([black, black, GREEN, BLUE], format)), GREEN)).toBeLessThan(24);
    expect(colourDistance(await colourOf(await moving([BLUE, GREEN], format)), BLUE)).toBeLessThan(24);
    expect(colourDistance(await colourOf(await moving([black, black], format)), black)).toBeLessThan(24);
  });

  it('a moving AVIF shows its still', async () => {
    const avif = await fourQuarters(120, 80).avif({ effort: 0 }).toBuffer();
    avif.write('avis', 8, 'latin1');
    expect(colourDistance(await colourOf(avif), RED)).toBeLessThan(45);
  });
});

it('a moving AVIF without a still is named', async () => {
  const moving = Buffer.concat([
    Buffer.from('\0\0\0\x18ftypavis\0\0\0\0msf1avis\0\0\x01\0moov', 'latin1'),
    Buffer.alloc(300),
  ]);
  const { problem, message } = await failureOf(openPicture(moving));
  expect(problem).toBe('unsupported-format');
  expect(message).toBe(
    'I can’t open moving AVIF files. Please post the photo as a JPEG, PNG, GIF, WebP, AVIF, TIFF or HEIC.',
  );
});

describe('a TIFF of unusual numbers', () => {
  it('in Lab shows its colours', async () => {
    const lab = await fourQuarters(120, 80).toColourspace('lab').tiff({ compression: 'none' }).toBuffer();
    expect((await sharp(lab).metadata()).space).toBe('lab');
    expect(colourDistance(await colourOf(lab), RED)).toBeLessThan(10);
  });

  it.each([
    ['colours from 0 to 255', [220, 30, 30], [220, 30, 30]],
    ['colours from 0 to 65,535', [56_540, 7_710, 7_710], [220, 30, 30]],
    // 0.5 of linear light is brighter than half of what a screen shows.
    ['linear light from 0 to 1', [0.5, 0.1, 0.1], [188, 89, 89]],
    ['grey from 0 to 1', [0.5], [128, 128, 128]],
    ['grey from 0 to 255', [128], [128, 128, 128]],
  ])('floating-point: %s', async (_name, samples, expected) => {
    expect(colourDistance(await colourOf(floatTiff(samples)), expected)).toBeLessThan(4);
  });

  it('with 64-bit offsets (BigTIFF) is opened', async () => {
    const big = await fourQuarters(120, 80).tiff({ bigtiff: true }).toBuffer();
    expect(colourDistance(await colourOf(big), RED)).toBeLessThan(10);
  });
});

describe('a picture of a format that cannot be opened', () => {
  const bmp = Buffer.alloc(200);
  bmp.write('BM');
  bmp.writeUInt32LE(200, 2);
  bmp.writeUInt32LE(54, 10);
  bmp.writeUInt32LE(40, 14);

  it.each([
    ['BMP', bmp],
    ['Photoshop', Buffer.from('8BPS\0\x01\0\0\0\0\0\0\0\x03', 'latin1')],
    ['JPEG 2000', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n\0\0', 'latin1')],
    ['JPEG XL', Buffer.from('\xff\x0a\xfa\x1f\x41\x91', 'latin1')],
    ['OpenEXR', Buffer.from('v/1\x01\x02\0\0\0', 'latin1')],
    ['raw camera', Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'latin1')],
  ])('is named: %s', async (name, bytes) => {
    const { problem, message } = await failureOf(preparePicture(bytes));
    expect(problem).toBe('unsupported-format');
    expect(message).toContain(`I can’t open ${name} files. Please post the photo as a JPEG`);
  });

  it.each(['BMW drives past', 'P4 is a processor', 'v/1 and v/2', '8BPS'])('is not taken for one: %s', async (text) => {
    expect((await failureOf(preparePicture(Buffer.from(text)))).problem).toBe('not-a-picture');
  });
});
