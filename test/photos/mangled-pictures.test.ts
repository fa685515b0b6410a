import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { MAX_PICTURE_MEMORY } from '../../src/photos/limits.js';
import { PictureError } from '../../src/photos/picture-error.js';
import { createPicturePool } from '../../src/photos/picture-pool.js';
import { type MangledPicture, mangledPictures } from '../support/pictures/mangled-pictures.js';

/** `npm run test:pictures` tries 5,000 and takes some minutes. */
const COUNT = Number(process.env['ROLLCALL_TEST_PICTURES'] ?? 120);
const SEED = 20_261_128;

/** How it ended for each picture: opened, or the problem that the person is told. */
async function outcomesOf(pictures: AsyncIterable<MangledPicture> | Iterable<MangledPicture>) {
  const run = createPicturePool();
  const outcomes = new Map<string, number>();
  const unclear: string[] = [];
  let largest = 0;
  const others = new Set(childMemory().keys());
  const watch = setInterval(() => {
    for (const [pid, bytes] of childMemory()) if (!others.has(pid)) largest = Math.max(largest, bytes);
  }, 50);
  for await (const { name, bytes } of pictures) {
    const outcome = await run({ task: 'preparePicture', input: [bytes] }).then(
      () => 'opened',
      (error: unknown) => (error instanceof PictureError ? error.problem : String(error)),
    );
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (outcome.includes('Error')) unclear.push(`${name}: ${outcome}`);
  }
  clearInterval(watch);
  return { outcomes, unclear, largest };
}

/** Bytes of memory of each process that this one started, by id, where the system tells (Linux). */
function childMemory(): Map<string, number> {
  const memory = new Map<string, number>();
  for (const pid of process.platform === 'linux' ? readdirSync('/proc') : []) {
    const status = statusOf(pid);
    const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
    if (kilobytes !== undefined && status.includes(`\nPPid:\t${process.pid}\n`))
      memory.set(pid, Number(kilobytes) * 1024);
  }
  return memory;
}

function statusOf(pid: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
  } catch {
    // It ended meanwhile.
    return '';
  }
}

describe('pictures that something went wrong with', () => {
  it(`each of ${COUNT} is opened, or refused for a reason that can be told`, async () => {
    const { outcomes, unclear, largest } = await outcomesOf(mangledPictures(COUNT, SEED));
    if (process.env['ROLLCALL_TEST_PICTURES'] !== undefined) {
      console.log(JSON.stringify({ ...Object.fromEntries(outcomes), largestMb: Math.round(largest / 1e6) }));
    }
    expect(unclear).toEqual([]);
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(COUNT);
    // Between two checks a decoder may take a little more.
    expect(largest).toBeLessThan(MAX_PICTURE_MEMORY * 1.2);
  }, 3_600_000);

  it('seven large progressive JPEGs one after another take no more memory than one', async () => {
    const create = { width: 4000, height: 3000, channels: 3, background: '#567' } as const;
    const jpeg = await sharp({ create }).jpeg({ progressive: true }).toBuffer();
    // Bytes after the end make no difference to the picture, but to whatever remembers it.
    const pictures = Array.from({ length: 7 }, (_, index) => ({
      name: `${index}`,
      bytes: Buffer.concat([jpeg, Buffer.from([index])]),
    }));
    const { outcomes, largest } = await outcomesOf(pictures);
    expect(Object.fromEntries(outcomes)).toEqual({ opened: 7 });
    // A process of a third of what it may have is replaced.
    expect(largest).toBeLessThan(MAX_PICTURE_MEMORY / 2);
  }, 180_000);

  it('an AVIF of a few kilobytes and hundreds of megapixels is refused before it is decoded', async () => {
    const create = { width: 16, height: 16, channels: 3, background: '#567' } as const;
    const bytes = Buffer.from(await sharp({ create }).avif({ effort: 0 }).toBuffer());
    // `ispe` says how large the picture is.
    const size = bytes.indexOf('ispe') + 8;
    bytes.writeUInt32BE(16_000, size);
    bytes.writeUInt32BE(16_000, size + 4);
    const { outcomes, largest } = await outcomesOf([{ name: 'AVIF', bytes }]);
    expect([...outcomes.keys()][0]).toMatch(/too-many-pixels|damaged/);
    expect(largest).toBeLessThan(MAX_PICTURE_MEMORY / 4);
  });

  it.each([
    [
      'of 269 bytes that asks for minutes of work',
      `<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="9999"><filter id="f"><feTurbulence numOctaves="9999"/></filter><rect width="100%" height="100%" filter="url(#f)"/></svg>`,
    ],
    [
      'that names another file',
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file:///etc/hostname" width="9" height="9"/></svg>`,
    ],
    ['behind the first bytes of a GIF', `GIF89a<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`],
  ])('an SVG %s is not opened', async (_name, svg) => {
    const { outcomes } = await outcomesOf([{ name: 'SVG', bytes: Buffer.from(svg) }]);
    expect([...outcomes.keys()][0]).toMatch(/not-a-picture|damaged/);
  });
});
