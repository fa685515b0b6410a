import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from '../../src/photos/decode-picture.js';
import { PictureError, type PictureProblem } from '../../src/photos/picture-error.js';
import { preparePicture } from '../../src/photos/prepare-picture.js';
import { fourQuartersHeic } from '../support/pictures/heic-file.js';
import {
  colourDistance,
  fourQuarters,
  jpegWithOrientation,
  pixelAt,
  pngBomb,
  QUARTERS,
} from '../support/pictures/pictures.js';

const CENTRES = [
  [0.25, 0.25],
  [0.75, 0.25],
  [0.25, 0.75],
  [0.75, 0.75],
] as const;

/** Expects the four coloured quarters where they belong; lossy formats may be a little off. */
function expectUpright(picture: { data: Uint8Array; width: number; height: number }, tolerance = 24): void {
  expect(picture.data).toHaveLength(picture.width * picture.height * 3);
  CENTRES.forEach(([x, y], index) => {
    expect(colourDistance(pixelAt(picture, x, y), QUARTERS[index] ?? [])).toBeLessThanOrEqual(tolerance);
  });
}

async function problemOf(attempt: Promise<unknown>): Promise<PictureProblem | 'none'> {
  try {
    await attempt;
    return 'none';
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    expect(error.message).toMatch(/[.:] [Pp]lease .+\.$/);
    return error.problem;
  }
}

describe('formats', () => {
  it.each([
    ['JPEG', () => fourQuarters(120, 80).jpeg()],
    ['progressive JPEG', () => fourQuarters(120, 80).jpeg({ progressive: true })],
    ['PNG', () => fourQuarters(120, 80).png()],
    ['interlaced PNG', () => fourQuarters(120, 80).png({ progressive: true })],
    ['PNG with a palette', () => fourQuarters(120, 80).png({ palette: true })],
    ['16-bit PNG', () => fourQuarters(120, 80).toColourspace('rgb16').png()],
    ['GIF', () => fourQuarters(120, 80).gif()],
    ['WebP', () => fourQuarters(120, 80).webp()],
    ['AVIF', () => fourQuarters(120, 80).avif({ effort: 0 })],
    ['TIFF', () => fourQuarters(120, 80).tiff()],
    ['16-bit TIFF', () => fourQuarters(120, 80).toColourspace('rgb16').tiff({ compression: 'lzw' })],
  ])('%s', async (_name, encode) => {
    const picture = await decodePicture(await encode().toBuffer(), { maxEdge: 400 });
    expect(picture).toMatchObject({ width: 120, height: 80, originalWidth: 120, originalHeight: 80 });
    expectUpright(picture, 45);
  });

  it('include CMYK, as print shops send it', async () => {
    const cmyk = await fourQuarters(120, 80).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    // Ink cannot print such bright colours: they come back duller, but recognisably themselves.
    expectUpright(await decodePicture(cmyk, { maxEdge: 400 }), 90);
  });

  it('grey becomes three equal channels', async () => {
    const grey = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#777777' } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const picture = await decodePicture(grey, { maxEdge: 100 });
    expect(picture.data).toHaveLength(20 * 10 * 3);
    expect(pixelAt(picture, 0.5, 0.5)).toEqual([0x77, 0x77, 0x77]);
  });

  it('what is transparent becomes neutral grey, and what shows through is mixed', async () => {
    const clear = await sharp({
      create: { width: 10, height: 10, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const pixel = pixelAt(await decodePicture(clear, { maxEdge: 100 }), 0.5, 0.5);
    expect(colourDistance(pixel, [0xbd, 0xbd, 0xbd])).toBeLessThanOrEqual(1);
  });

  it('an animated picture becomes its first frame', async () => {
    const frames = Buffer.concat([Buffer.alloc(30 * 20 * 3, 200), Buffer.alloc(30 * 20 * 3, 10)]);
    const gif = await sharp(frames, { raw: { width: 30, height: 40, channels: 3, pageHeight: 20 } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(2);
    const picture = await decodePicture(gif, { maxEdge: 100 });
    expect([picture.width, picture.height]).toEqual([30, 20]);
    expect(colourDistance(pixelAt(picture, 0.5, 0.5), [200, 200, 200])).toBeLessThan(8);
  });
});

describe('orientation', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i', async (orientation) => {
    const jpeg = await jpegWithOrientation(orientation, 120, 80);
    const decoded = await decodePicture(jpeg, { maxEdge: 60 });
    expect(decoded).toMatchObject({ width: 60, height: 40, originalWidth: 120, originalHeight: 80 });
    expectUpright(decoded);

    const prepared = await preparePicture(jpeg);
    expect(prepared).toMatchObject({ width: 120, height: 80 });
    const { orientation: left } = await sharp(prepared.jpeg).metadata();
    expect(left ?? 1).toBe(1);
    expectUpright(await decodePicture(prepared.jpeg, { maxEdge: 400 }));
  });
});

it.each(['avif', 'png', 'tiff', 'webp'] as const)('an orientation in %s is applied once', async (format) => {
  const bytes = await fourQuarters(120, 80).withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
  const picture = await decodePicture(bytes, { maxEdge: 400 });
  expect([picture.width, picture.height]).toEqual([80, 120]);
  // A quarter turn clockwise brings the left side to the top.
  expect(colourDistance(pixelAt(picture, 0.25, 0.25), QUARTERS[2])).toBeLessThan(24);
  expect(colourDistance(pixelAt(picture, 0.75, 0.25), QUARTERS[0])).toBeLessThan(24);
});

describe('HEIC', () => {
  it('is decoded, and prepared as a JPEG', async () => {
    const picture = await decodePicture(fourQuartersHeic(), { maxEdge: 400 });
    expect(picture).toMatchObject({ width: 64, height: 64, originalWidth: 64, originalHeight: 64 });
    expectUpright(picture);
    expect((await sharp((await preparePicture(fourQuartersHeic())).jpeg).metadata()).format).toBe('jpeg');
  });

  it('is turned as the file asks, once', async () => {
    // A quarter turn anticlockwise brings the right side to the top.
    const picture = await decodePicture(fourQuartersHeic({ quarterTurns: 1 }), { maxEdge: 400 });
    expect(colourDistance(pixelAt(picture, 0.25, 0.25), QUARTERS[1])).toBeLessThan(24);
    expect(colourDistance(pixelAt(picture, 0.75, 0.25), QUARTERS[3])).toBeLessThan(24);
    expect(colourDistance(pixelAt(picture, 0.25, 0.75), QUARTERS[0])).toBeLessThan(24);
  });

  it('is held to a third of the pixels, because it is decoded whole', async () => {
    const heic = fourQuartersHeic();
    expect(await problemOf(decodePicture(heic, { maxEdge: 400, maxPixels: 3 * 64 * 64 - 1 }))).toBe('too-many-pixels');
    expect(await problemOf(decodePicture(heic, { maxEdge: 400, maxPixels: 3 * 64 * 64 }))).toBe('none');
  });

  it('several at once are decoded, except the one that is broken', async () => {
    const broken = fourQuartersHeic().subarray(0, 300);
    const attempts = [fourQuartersHeic(), broken, fourQuartersHeic()].map((heic) =>
      problemOf(decodePicture(heic, { maxEdge: 400 })),
    );
    expect(await Promise.all(attempts)).toEqual(['none', 'damaged', 'none']);
  });
});

describe('sizes', () => {
  it('a photo is shrunk to the edge asked for and never enlarged', async () => {
    const photo = await fourQuarters(3000, 2000).jpeg().toBuffer();
    const small = await decodePicture(photo, { maxEdge: 800 });
    expect(small).toMatchObject({ width: 800, height: 533, originalWidth: 3000, originalHeight: 2000 });
    expectUpright(small);

    const tiny = await fourQuarters(40, 60).png().toBuffer();
    expect(await decodePicture(tiny, { maxEdge: 800 })).toMatchObject({ width: 40, height: 60 });
  });

  it('a JPEG can stay whole up to one size and be shrunk to another', async () => {
    const options = { maxEdge: 600, ofJpeg: { wholeTo: 900, maxEdge: 300 } };
    const [whole, large] = [fourQuarters(900, 450), fourQuarters(904, 452)];
    expect(await decodePicture(await whole.jpeg().toBuffer(), options)).toMatchObject({ width: 900 });
    expect(await decodePicture(await large.jpeg().toBuffer(), options)).toMatchObject({ width: 300 });
    expect(await decodePicture(await large.png().toBuffer(), options)).toMatchObject({ width: 600 });
  });

  it('a prepared picture has at most 1600 pixels on its long side and no metadata', async () => {
    const photo = await fourQuarters(1000, 2400)
      .withExif({ IFD0: { Make: 'Camera' }, IFD3: { GPSLatitudeRef: 'N' } })
      .jpeg()
      .toBuffer();
    const prepared = await preparePicture(photo);
    expect([prepared.width, prepared.height]).toEqual([667, 1600]);
    expect((await sharp(prepared.jpeg).metadata()).exif).toBeUndefined();
  });

  it('one pixel is a picture', async () => {
    const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#123456' } })
      .png()
      .toBuffer();
    expect(await decodePicture(pixel, { maxEdge: 800 })).toMatchObject({ width: 1, height: 1 });
  });
});

describe('a picture is refused that is', () => {
  it('empty', async () => {
    expect(await problemOf(decodePicture(new Uint8Array(), { maxEdge: 800 }))).toBe('empty');
  });

  it.each([
    ['text', Buffer.from('This is not a photo, whatever its name says. '.repeat(20))],
    ['a web page', Buffer.from('<!doctype html><html></html>')],
    [
      'SVG, which could ask for other files',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['PDF', Buffer.from('%PDF-1.7 …')],
    ['a video', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom')],
  ])('%s', async (_name, bytes) => {
    expect(await problemOf(decodePicture(bytes, { maxEdge: 800 }))).toBe('not-a-picture');
  });

  it.each([
    ['JPEG', [0xff, 0xd8, 0xff, 0xe0]],
    ['PNG', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
    [
      'HEIC',
      [
        0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63, 0, 0, 0, 0, 0x6d, 0x69, 0x66, 0x31, 0x68, 0x65,
        0x69, 0x63,
      ],
    ],
  ])('the beginning of a %s and then noise', async (_name, magic) => {
    const bytes = Buffer.concat([Buffer.from(magic), Buffer.alloc(3000, 0x5a)]);
    expect(await problemOf(decodePicture(bytes, { maxEdge: 800 }))).toBe('damaged');
  });

  it('more bytes than allowed, before looking at them', async () => {
    expect(await problemOf(decodePicture(Buffer.alloc(2000), { maxEdge: 800, maxBytes: 1999 }))).toBe('too-many-bytes');
  });

  it('more pixels than allowed', async () => {
    const photo = await fourQuarters(100, 100).jpeg().toBuffer();
    expect(await problemOf(decodePicture(photo, { maxEdge: 800, maxPixels: 9_999 }))).toBe('too-many-pixels');
    expect(await problemOf(decodePicture(photo, { maxEdge: 800, maxPixels: 10_000 }))).toBe('none');
  });

  it('a decompression bomb: a small file of 400 megapixels, at once', async () => {
    const bomb = pngBomb(20_000, 20_000);
    expect(bomb.length).toBeLessThan(200_000);
    expect((await sharp(bomb, { limitInputPixels: false }).metadata()).width).toBe(20_000);
    const started = performance.now();
    expect(await problemOf(decodePicture(bomb, { maxEdge: 800 }))).toBe('too-many-pixels');
    expect(performance.now() - started).toBeLessThan(500);
  });
});

it('a JPEG whose end is missing is shown as far as it goes', async () => {
  const whole = await fourQuarters(400, 400).jpeg({ quality: 95 }).toBuffer();
  const picture = await decodePicture(whole.subarray(0, Math.floor(whole.length * 0.6)), { maxEdge: 400 });
  expect([picture.width, picture.height]).toEqual([400, 400]);
  expect(colourDistance(pixelAt(picture, 0.25, 0.25), QUARTERS[0])).toBeLessThan(24);
});
