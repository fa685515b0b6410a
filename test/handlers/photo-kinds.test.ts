import nock from 'nock';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PhotoTools } from '../../src/deps.js';
import { cropFace, cropFaces } from '../../src/photos/crop-face.js';
import { downloadPhoto } from '../../src/photos/download-photo.js';
import { drawNumberedBoxes } from '../../src/photos/draw-numbered-boxes.js';
import { placeSideBySide } from '../../src/photos/place-side-by-side.js';
import { placeTogether } from '../../src/photos/place-together.js';
import { preparePicture } from '../../src/photos/prepare-picture.js';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { fourQuartersHeic } from '../support/pictures/heic-file.js';
import {
  colourDistance,
  fourQuarters,
  jpegWithOrientation,
  pixelAt,
  pngBomb,
  QUARTERS,
} from '../support/pictures/pictures.js';
import { slackFile } from '../support/slack/payloads.js';

/** Every kind of file someone may post, from its download to the reply. */

const TOKEN = 'xoxb-test';
/** What was prepared for the recogniser. */
let prepared: { readonly jpeg: Uint8Array; readonly width: number; readonly height: number }[] = [];
let bot: Bot;

const photos: PhotoTools = {
  download: (url) => downloadPhoto(url, { token: TOKEN }),
  downloadProfilePicture: async () => expect.fail('no one is enrolled here'),
  async prepare(bytes) {
    const picture = await preparePicture(bytes);
    prepared.push(picture);
    return picture;
  },
  drawNumberedBoxes,
  cropFace,
  cropFaces,
  placeSideBySide,
  placeTogether,
};

beforeEach(async () => {
  prepared = [];
  bot = await startBot({
    recognizer: createFakeRecognizer({ faces: { 'slack-f0000000a': [fakeFace('one', 0.3)] } }),
    photos,
    isAlone: true,
  });
});
afterEach(() => {
  bot.slack.close();
  const written = JSON.stringify([bot.logged, replies(), bot.slack.ephemerals]);
  expect(written).not.toContain(TOKEN);
  expect(bot.logged.filter((line) => line.startsWith('error'))).toEqual([]);
});

function serve(path: string, body: Buffer | string, contentType = 'image/jpeg'): void {
  nock('https://files.slack.com', { reqheaders: { authorization: `Bearer ${TOKEN}` } })
    .get(path)
    .reply(200, body, { 'content-type': contentType });
}

const post = (file: Record<string, unknown> = {}) => bot.post({ files: [slackFile('F0000000A', file)] });

/** Posts a photo of which Slack has a rendition that the event did not mention yet. */
async function postBeforeRendition(file: Record<string, unknown>, rendition: Record<string, unknown>): Promise<void> {
  bot.slack.before('files.info', () => {
    bot.slack.state.files.set('F0000000A', slackFile('F0000000A', { ...file, ...rendition }));
  });
  await post(file);
}

const replies = () => bot.slack.ownMessages();
const explanation = () => bot.slack.ephemerals[0]?.text;

/** The four quarters where they belong, on the picture that the recogniser got. */
async function expectUpright(tolerance: number): Promise<void> {
  const { data, info } = await sharp(prepared[0]?.jpeg).raw().toBuffer({ resolveWithObject: true });
  const centres = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const));
  centres.forEach(([x, y], index) => {
    const colour = pixelAt({ data, width: info.width, height: info.height }, x, y);
    expect(colourDistance(colour, QUARTERS[index] ?? [])).toBeLessThanOrEqual(tolerance);
  });
}

describe('the bot answers', () => {
  it.each<[string, () => Promise<Buffer>, number]>([
    ['a JPEG', () => fourQuarters(120, 80).jpeg().toBuffer(), 24],
    ['a progressive JPEG', () => fourQuarters(120, 80).jpeg({ progressive: true }).toBuffer(), 24],
    ['a PNG', () => fourQuarters(120, 80).png().toBuffer(), 24],
    ['a 16-bit PNG', () => fourQuarters(120, 80).toColourspace('rgb16').png().toBuffer(), 24],
    ['a GIF', () => fourQuarters(120, 80).gif().toBuffer(), 45],
    ['a WebP', () => fourQuarters(120, 80).webp().toBuffer(), 45],
    ['an AVIF', () => fourQuarters(120, 80).avif({ effort: 0 }).toBuffer(), 45],
    ['a TIFF', () => fourQuarters(120, 80).tiff().toBuffer(), 24],
    ['a HEIC', async () => fourQuartersHeic(), 24],
    ['a CMYK JPEG', () => fourQuarters(120, 80).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(), 90],
    ['a picture of 8 × 8 pixels', () => fourQuarters(8, 8).png().toBuffer(), 45],
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation): [string, () => Promise<Buffer>, number] => [
      `a JPEG with EXIF orientation ${orientation}`,
      () => jpegWithOrientation(orientation, 120, 80),
      24,
    ]),
  ])('a photo as %s, upright', async (_kind, encode, tolerance) => {
    serve('/F0000000A', await encode());
    await post();
    await expectUpright(tolerance);
    expect(bot.slack.uploads()).toHaveLength(1);
    expect(replies().map(({ text }) => text)).toEqual(['1 face: 1 not named yet.']);
  });

  it('an animated GIF by its first frame', async () => {
    const frames = await Promise.all(
      [fourQuarters(120, 80), fourQuarters(120, 80).negate()].map((frame) => frame.png().toBuffer()),
    );
    serve(
      '/F0000000A',
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      'image/gif',
    );
    await post({ mimetype: 'image/gif' });
    expect(prepared[0]).toMatchObject({ width: 120, height: 80 });
    await expectUpright(45);
  });

  it('a picture with transparent parts, which it takes for neutral grey', async () => {
    const create = { width: 100, height: 100, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } as const;
    serve('/F0000000A', await sharp({ create }).png().toBuffer());
    await post();
    const { data } = await sharp(prepared[0]?.jpeg).raw().toBuffer({ resolveWithObject: true });
    expect(colourDistance([...data.subarray(0, 3)], [0xbd, 0xbd, 0xbd])).toBeLessThan(4);
  });

  it('a photo whose end is missing, by the part that is there', async () => {
    const whole = await fourQuarters(400, 400).jpeg({ quality: 95 }).toBuffer();
    serve('/F0000000A', whole.subarray(0, Math.floor(whole.length * 0.6)));
    await post();
    expect(prepared[0]).toMatchObject({ width: 400, height: 400 });
  });

  it('a photo that Slack gives the wrong type', async () => {
    serve('/F0000000A', await fourQuarters(120, 80).webp().toBuffer(), 'image/jpeg');
    await post({ mimetype: 'image/jpeg', name: 'photo.jpg' });
    await expectUpright(45);
  });

  it('a photo of which Slack knows no type', async () => {
    serve('/F0000000A', await fourQuarters(120, 80).jpeg().toBuffer(), 'application/octet-stream');
    await post({ mimetype: 'application/octet-stream', filetype: 'binary', name: 'photo.bin' });
    await expectUpright(24);
    expect(replies()).toHaveLength(1);
  });

  it('a panorama of 100 megapixels, within seconds and with little memory', async () => {
    const create = { width: 25_000, height: 4000, channels: 3, background: '#88aacc' } as const;
    const panorama = await sharp({ create, limitInputPixels: false }).jpeg({ quality: 60 }).toBuffer();
    serve('/F0000000A', panorama);
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    await post();
    expect(prepared[0]).toMatchObject({ width: 1600, height: 256 });
    expect(performance.now() - startedAt).toBeLessThan(8000);
    // A byte for each channel of each pixel alone would be 300 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });
});

describe('a photo that cannot be opened here is looked at in the smaller version that Slack made', () => {
  const brokenHeic = () => Buffer.concat([fourQuartersHeic().subarray(0, 300), Buffer.alloc(500)]);
  const rendition = { thumb_1024: 'https://files.slack.com/smaller' };
  const bitmap = () =>
    Buffer.concat([Buffer.from('BM\xf6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1'), Buffer.alloc(228)]);

  it.each<[string, () => Buffer, Record<string, unknown>]>([
    ['a rare kind of HEIC', brokenHeic, { mimetype: 'image/heic' }],
    ['too large', () => pngBomb(20_000, 20_000), { mimetype: 'image/png' }],
    ['in an unknown format', () => Buffer.from('BM and then whatever a bitmap holds'), { mimetype: 'image/bmp' }],
    ['a bitmap', bitmap, { mimetype: 'image/bmp' }],
  ])('if it is %s', async (_kind, bytes, file) => {
    serve('/F0000000A', bytes());
    serve('/smaller', await fourQuarters(120, 80).jpeg().toBuffer());
    await post({ ...file, ...rendition });
    await expectUpright(24);
    expect(bot.logged).toContainEqual(expect.stringContaining('Slack’s rendition of F0000000A'));
  });

  it('even if Slack makes that version only later', async () => {
    serve('/F0000000A', brokenHeic());
    serve('/smaller', await fourQuarters(120, 80).jpeg().toBuffer());
    await postBeforeRendition({ mimetype: 'image/heic' }, rendition);
    await expectUpright(24);
  });

  it.each<[string, Record<string, unknown>]>([
    ['there is none', {}],
    ['it cannot be opened either', rendition],
  ])('unless %s: then the person is told what to do', async (_why, thumbs) => {
    serve('/F0000000A', brokenHeic());
    if ('thumb_1024' in thumbs) serve('/smaller', Buffer.alloc(0));
    await post({ mimetype: 'image/heic', ...thumbs });
    expect(explanation()).toContain('I can’t open this HEIC photo. Please export it as a JPEG and post that.');
  });
});

describe('a photo of a format that cannot be opened, and that Slack has no smaller version of', () => {
  it.each([
    ['BMP', 'image/bmp', 'BM\xf6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
    ['Photoshop', 'image/vnd.adobe.photoshop', '8BPS\0\x01\0\0\0\0\0\0'],
    ['JPEG XL', 'image/jxl', '\xff\x0a\xfa\x1f\x01\x90'],
    ['JPEG 2000', 'image/jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['raw camera', 'image/x-canon-cr3', '\0\0\0\x18ftypcrx \0\0\0\x01'],
    ['raw camera', 'application/octet-stream', 'FUJIFILMCCD-RAW 0201'],
  ])('is told in one sentence to whoever posted it, in a channel too (%s, %s)', async (name, mimetype, start) => {
    serve('/F0000000A', Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(200)]), mimetype);
    await post({ mimetype });
    expect(bot.slack.ephemerals.map(({ text }) => text)).toEqual([
      `I can’t open ${name} files. Please post the photo as a JPEG, PNG, GIF, WebP, AVIF, TIFF or HEIC.`,
    ]);
    expect(replies()).toEqual([]);
  });

  it.each(['image/bmp', 'application/octet-stream'])('is named if Slack calls it %s', async (mimetype) => {
    const bitmap = Buffer.from('BM\xf6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1');
    serve('/F0000000A', bitmap, mimetype);
    await post({ mimetype });
    expect(explanation()).toContain('I can’t open BMP files. Please post the photo as a JPEG, PNG, GIF');
  });
});

describe('a photo of which only the beginning arrived', () => {
  beforeEach(async () => {
    bot.slack.close();
    bot = await startBot({ recognizer: createFakeRecognizer(), photos, isAlone: true });
  });

  it.each(['jpeg', 'png', 'gif'] as const)('is not said to be without faces if it is a %s', async (format) => {
    const whole = await fourQuarters(400, 400).toFormat(format).toBuffer();
    serve('/F0000000A', whole.subarray(0, whole.length - 20));
    await post();
    expect(explanation()).toBe(
      'Part of this photo is missing, and I found no faces in the rest. Please upload it again.',
    );
  });

  it.each(['jpeg', 'png', 'gif'] as const)(
    'is not what a whole %s is taken for, whatever follows it',
    async (format) => {
      const whole = await fourQuarters(400, 400)
        .withExif({ IFD0: { Copyright: 'Ada' } })
        .toFormat(format)
        .toBuffer();
      serve('/F0000000A', Buffer.concat([whole, Buffer.alloc(40)]));
      await post();
      expect(bot.slack.ephemerals).toEqual([]);
    },
  );
});

describe('the bot does not answer', () => {
  it('a file of no known type that is no picture either', async () => {
    serve('/F0000000A', Buffer.alloc(5000, 7), 'application/octet-stream');
    await post({ mimetype: 'application/octet-stream' });
    expect(bot.slack.ephemerals).toEqual([]);
    expect(replies()).toEqual([]);
  });

  it('a text file that is called a photo, which only the log mentions', async () => {
    serve('/F0000000A', 'Dear all, this is not a photo.', 'text/plain');
    await post();
    expect(bot.logged).toContainEqual(expect.stringContaining('Skipped a file'));
  });

  it.each<[string, () => Buffer, string]>([
    ['zero bytes', () => Buffer.alloc(0), 'This file is empty'],
    [
      'noise behind the first bytes of a JPEG',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(900, 0x5a)]),
      'is damaged',
    ],
    ['a decompression bomb', () => pngBomb(20_000, 20_000), 'more than 150 megapixels'],
  ])('%s, but tells the person what to do', async (_kind, bytes, sentence) => {
    serve('/F0000000A', bytes());
    await post();
    expect(explanation()).toContain(sentence);
    expect(prepared).toEqual([]);
  });

  it.each(['text/html; charset=utf-8', 'image/jpeg'])(
    'a sign-in page sent as %s, but says which permission is missing',
    async (type) => {
      serve('/F0000000A', '<!DOCTYPE html><html><title>Sign in to Slack</title></html>', type);
      await post();
      expect(explanation()).toContain('files:read');
    },
  );

  it('an empty file, but answers the next photo', async () => {
    serve('/F0000000A', Buffer.alloc(0));
    await post();
    serve('/F0000000A', await fourQuarters(120, 80).jpeg().toBuffer());
    await bot.post({ ts: '1700000009.000100' });
    expect(replies()).toHaveLength(1);
  });
});
