import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { choosePage } from '../../src/photos/choose-page.js';

const plain = (background: string, width = 20, height = 20) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
/** Half black, half white. */
const halves = async () =>
  sharp(await plain('white'))
    .composite([{ input: await plain('black', 10, 20), left: 0, top: 0 }])
    .png()
    .toBuffer();
const moving = (frames: Buffer[], format: 'gif' | 'webp') =>
  sharp(frames, { join: { animated: true } })
    .toFormat(format, { lossless: true })
    .toBuffer();

async function choose(bytes: Buffer, format: 'gif' | 'webp' | 'jpeg' | 'tiff') {
  return choosePage(bytes, format, await sharp(bytes).metadata());
}

describe('the picture that is opened', () => {
  it('of a file with one is that', async () => {
    const jpeg = await sharp(await halves())
      .jpeg()
      .toBuffer();
    expect(await choose(jpeg, 'jpeg')).toEqual({});
    expect(
      await choose(
        await sharp(await halves())
          .tiff()
          .toBuffer(),
        'tiff',
      ),
    ).toEqual({});
  });

  it.each(['gif', 'webp'] as const)('of a moving %s is the first one that shows something', async (format) => {
    const bytes = await moving([await plain('black'), await plain('white'), await halves(), await halves()], format);
    expect(await choose(bytes, format)).toEqual({ page: 2 });
  });

  it('of a moving picture without any content is the first', async () => {
    const bytes = await moving([await plain('black'), await plain('white')], 'webp');
    expect(await choose(bytes, 'webp')).toEqual({});
  });

  it('of a picture that moves for long is looked for in some frames, evenly spread', async () => {
    const frames = await Promise.all(Array.from({ length: 31 }, (_, index) => plain(index % 2 ? '#010101' : 'black')));
    const bytes = await moving([...frames, await halves()], 'webp');
    // The only frame to see is between those that are looked at.
    expect(await choose(bytes, 'webp')).toEqual({});
  });
});
