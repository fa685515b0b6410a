import nock from 'nock';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PhotoTools } from '../../src/deps.js';
import { cropFace } from '../../src/photos/crop-face.js';
import { downloadPhoto } from '../../src/photos/download-photo.js';
import { drawNumberedBoxes } from '../../src/photos/draw-numbered-boxes.js';
import { placeSideBySide } from '../../src/photos/place-side-by-side.js';
import { preparePicture } from '../../src/photos/prepare-picture.js';
import { fourQuartersHeic } from '../photos/heic-file.js';
import { colourDistance, fourQuarters, jpegWithOrientation, pixelAt, pngBomb, QUARTERS } from '../photos/pictures.js';
import { messageEvent, slackFile, startTestBot, type TestBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

/** Every kind of file somebody may post, from its download to the reply: what there is to see, or why there is nothing. */

const TOKEN = 'xoxb-test';
/** What was prepared for the recogniser. */
let prepared: { readonly jpeg: Uint8Array; readonly width: number; readonly height: number }[] = [];
/** What was uploaded. */
let uploads: number;
let bot: TestBot;

const photos: PhotoTools = {
  download: (url, { signal }) => downloadPhoto(url, { token: TOKEN, signal }),
  async prepare(bytes) {
    const picture = await preparePicture(bytes);
    prepared.push(picture);
    return picture;
  },
  async drawNumberedBoxes(picture, faces) {
    uploads += 1;
    return drawNumberedBoxes(picture, faces);
  },
  cropFace,
  placeSideBySide,
};

beforeEach(async () => {
  prepared = [];
  uploads = 0;
  bot = await startTestBot({
    recognizer: createFakeRecognizer({ faces: { 'slack-f0000000a': [fakeFace('one', 0.3)] } }),
    photos,
    isAlone: true,
  });
});
afterEach(() => {
  bot.slack.assertDone();
  const said = JSON.stringify([bot.logged, bot.slack.calls.filter(({ method }) => method !== 'auth.test')]);
  expect(said).not.toContain(TOKEN);
  expect(bot.logged.filter((line) => line.startsWith('error'))).toEqual([]);
});

function serve(path: string, body: Buffer | string, contentType = 'image/jpeg'): void {
  nock('https://files.slack.com', { reqheaders: { authorization: `Bearer ${TOKEN}` } })
    .get(path)
    .reply(200, body, { 'content-type': contentType });
}

async function post(file: Record<string, unknown> = {}): Promise<void> {
  await bot.send(messageEvent({ files: [slackFile('F0000000A', file)] }));
}

function expectReply(): void {
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expectUpload('F0PICTURE1');
  bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });
}

function expectNothing(): void {
  bot.slack.expect('assistant.threads.setStatus');
  bot.slack.expect('assistant.threads.setStatus');
}

function expectExplanation(): void {
  expectNothing();
  bot.slack.expect('chat.postEphemeral');
}

const explanation = () => bot.slack.callsOf('chat.postEphemeral')[0]?.text;

/** The four quarters where they belong, on the picture that the recogniser got. */
async function expectUpright(tolerance: number): Promise<void> {
  const { data, info } = await sharp(prepared[0]?.jpeg).raw().toBuffer({ resolveWithObject: true });
  const centres = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const));
  centres.forEach(([x, y], index) => {
    const colour = pixelAt({ data, width: info.width, height: info.height }, x, y);
    expect(colourDistance(colour, QUARTERS[index] ?? [])).toBeLessThanOrEqual(tolerance);
  });
}

describe('photos that are answered', () => {
  it.each<[string, () => Promise<Buffer>, number]>([
    ['JPEG', () => fourQuarters(120, 80).jpeg().toBuffer(), 24],
    ['progressive JPEG', () => fourQuarters(120, 80).jpeg({ progressive: true }).toBuffer(), 24],
    ['PNG', () => fourQuarters(120, 80).png().toBuffer(), 24],
    ['16-bit PNG', () => fourQuarters(120, 80).toColourspace('rgb16').png().toBuffer(), 24],
    ['GIF', () => fourQuarters(120, 80).gif().toBuffer(), 45],
    ['WebP', () => fourQuarters(120, 80).webp().toBuffer(), 45],
    ['AVIF', () => fourQuarters(120, 80).avif({ effort: 0 }).toBuffer(), 45],
    ['TIFF', () => fourQuarters(120, 80).tiff().toBuffer(), 24],
    ['HEIC', async () => fourQuartersHeic(), 24],
    ['CMYK', () => fourQuarters(120, 80).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(), 90],
    ['a tiny picture', () => fourQuarters(8, 8).png().toBuffer(), 45],
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((orientation): [string, () => Promise<Buffer>, number] => [
      `EXIF orientation ${orientation}`,
      () => jpegWithOrientation(orientation, 120, 80),
      24,
    ]),
  ])('%s', async (_kind, encode, tolerance) => {
    serve('/F0000000A', await encode());
    expectReply();
    await post();
    await expectUpright(tolerance);
    expect(uploads).toBe(1);
    expect(bot.slack.callsOf('chat.postMessage')[0]?.text).toBe('1 face: 1 not named yet.');
  });

  it('of a moving GIF, the first frame', async () => {
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
    expectReply();
    await post({ mimetype: 'image/gif' });
    expect(prepared[0]).toMatchObject({ width: 120, height: 80 });
    await expectUpright(45);
  });

  it('of one with transparent parts, these in neutral grey', async () => {
    const create = { width: 100, height: 100, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } } as const;
    serve('/F0000000A', await sharp({ create }).png().toBuffer());
    expectReply();
    await post();
    const { data } = await sharp(prepared[0]?.jpeg).raw().toBuffer({ resolveWithObject: true });
    expect(colourDistance([...data.subarray(0, 3)], [0xbd, 0xbd, 0xbd])).toBeLessThan(4);
  });

  it('of one whose end is missing, what is there', async () => {
    const whole = await fourQuarters(400, 400).jpeg({ quality: 95 }).toBuffer();
    serve('/F0000000A', whole.subarray(0, Math.floor(whole.length * 0.6)));
    expectReply();
    await post();
    expect(prepared[0]).toMatchObject({ width: 400, height: 400 });
  });

  it('one that is called by the wrong type', async () => {
    serve('/F0000000A', await fourQuarters(120, 80).webp().toBuffer(), 'image/jpeg');
    expectReply();
    await post({ mimetype: 'image/jpeg', name: 'photo.jpg' });
    await expectUpright(45);
  });

  it('a panorama of 100 megapixels, within seconds and little memory', async () => {
    const create = { width: 25_000, height: 4000, channels: 3, background: '#88aacc' } as const;
    const panorama = await sharp({ create, limitInputPixels: false }).jpeg({ quality: 60 }).toBuffer();
    serve('/F0000000A', panorama);
    expectReply();
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    await post();
    expect(prepared[0]).toMatchObject({ width: 1600, height: 256 });
    expect(performance.now() - startedAt).toBeLessThan(8000);
    // A byte for each channel of each pixel alone would be 300 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });
});

describe('photos that can only be seen as Slack made them smaller', () => {
  const brokenHeic = () => Buffer.concat([fourQuartersHeic().subarray(0, 300), Buffer.alloc(500)]);
  const rendition = { thumb_1024: 'https://files.slack.com/smaller' };

  it.each<[string, () => Buffer, Record<string, unknown>]>([
    ['a HEIC of a kind unknown here', brokenHeic, { mimetype: 'image/heic' }],
    ['more pixels than can be held', () => pngBomb(20_000, 20_000), { mimetype: 'image/png' }],
    ['a format unknown here', () => Buffer.from('BM and then whatever a bitmap holds'), { mimetype: 'image/bmp' }],
  ])('%s', async (_kind, bytes, file) => {
    serve('/F0000000A', bytes());
    serve('/smaller', await fourQuarters(120, 80).jpeg().toBuffer());
    expectReply();
    await post({ ...file, ...rendition });
    await expectUpright(24);
    expect(bot.logged).toContainEqual(expect.stringContaining('Slack’s rendition of F0000000A'));
  });

  it('asks for it when Slack had not made it yet', async () => {
    serve('/F0000000A', brokenHeic());
    bot.slack.expect('files.info', { file: slackFile('F0000000A', { mimetype: 'image/heic', ...rendition }) });
    serve('/smaller', await fourQuarters(120, 80).jpeg().toBuffer());
    expectReply();
    await post({ mimetype: 'image/heic' });
    await expectUpright(24);
  });

  it.each<[string, Record<string, unknown>]>([
    ['there is none', {}],
    ['it cannot be opened either', rendition],
  ])('says what to do when %s', async (_why, thumbs) => {
    serve('/F0000000A', brokenHeic());
    if ('thumb_1024' in thumbs) serve('/smaller', Buffer.alloc(0));
    else bot.slack.expect('files.info', { file: slackFile('F0000000A', { mimetype: 'image/heic' }) });
    expectExplanation();
    await post({ mimetype: 'image/heic', ...thumbs });
    expect(explanation()).toContain('I cannot open this HEIC photo: please export it as a JPEG and post that.');
  });
});

describe('files that are not answered', () => {
  it('a text that is called a photo: only the log hears of it', async () => {
    serve('/F0000000A', 'Dear all, this is not a photo.', 'text/plain');
    expectNothing();
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
  ])('%s: who posted is told what to do', async (kind, bytes, sentence) => {
    serve('/F0000000A', bytes());
    if (kind !== 'zero bytes') bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    expectExplanation();
    await post();
    expect(explanation()).toContain(sentence);
    expect(prepared).toEqual([]);
  });

  it.each(['text/html; charset=utf-8', 'image/jpeg'])('a sign-in page with status 200, sent as %s', async (type) => {
    serve('/F0000000A', '<!DOCTYPE html><html><title>Sign in to Slack</title></html>', type);
    expectExplanation();
    await post();
    expect(explanation()).toContain('files:read');
  });

  it('and the next photo is answered all the same', async () => {
    serve('/F0000000A', Buffer.alloc(0));
    expectExplanation();
    await post();
    serve('/F0000000A', await fourQuarters(120, 80).jpeg().toBuffer());
    expectReply();
    await bot.send(messageEvent({ ts: '1700000009.000100', files: [slackFile('F0000000A')] }));
    expect(bot.slack.callsOf('chat.postMessage')).toHaveLength(1);
  });
});
