import { mkdtempSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { PictureError } from '../../src/photos/picture-error.js';
import { createPicturePool } from '../../src/photos/picture-pool.js';
import { fourQuarters } from '../support/pictures/pictures.js';

const MB = 1024 * 1024;

/** A process that answers with the first byte of the picture; 1 ends it, 2 keeps it busy for good. */
const FAKE_PROCESS = `
let asked = 0;
process.on('message', ({ input: [bytes] }) => {
  asked += 1;
  if (bytes[0] === 1) process.exit(1);
  if (bytes[0] === 2) for (;;);
  process.send({ answer: { kind: 'done', result: { byte: bytes[0], asked, pid: process.pid } }, isBloated: bytes[0] === 3 });
});
process.on('disconnect', () => process.exit());
`;

function fakeProcess(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'rollcall-test-')), 'process.mjs');
  writeFileSync(file, FAKE_PROCESS);
  return file;
}

const measure = (...bytes: number[]) => ({ task: 'measurePicture', input: [Uint8Array.from(bytes)] }) as const;

async function failureOf(attempt: Promise<unknown>): Promise<PictureError> {
  const failure: unknown = await attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof PictureError))
    throw new Error('The attempt should fail with a PictureError', { cause: failure });
  return failure;
}

describe('the processes that open pictures', () => {
  it('do what they are asked, and say what is wrong with a picture', async () => {
    const run = createPicturePool();
    const jpeg = await fourQuarters(120, 80).jpeg().toBuffer();
    expect(await run({ task: 'measurePicture', input: [jpeg] })).toEqual({ width: 120, height: 80 });
    expect(await run({ task: 'decodePicture', input: [jpeg, { maxEdge: 60 }] })).toMatchObject({
      width: 60,
      height: 40,
    });
    expect((await failureOf(run(measure(9, 9, 9)))).problem).toBe('not-a-picture');
  });

  it('get large pictures whole, one after the other', async () => {
    const run = createPicturePool();
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const create = { width: 700, height: 500, channels: 3, background: 'grey', noise } as const;
    for (let turn = 0; turn < 3; turn += 1) {
      const png = await sharp({ create }).png().toBuffer();
      const decoded = (await run({ task: 'decodePicture', input: [png, { maxEdge: 700 }] })) as { data: Uint8Array };
      expect(Buffer.compare(decoded.data, await sharp(png).raw().toBuffer())).toBe(0);
    }
  });

  it('hand over large results whole, one after the other', async () => {
    const run = createPicturePool();
    const jpeg = await fourQuarters(1200, 800).jpeg().toBuffer();
    const expected = await sharp(jpeg).raw().toBuffer();
    for (let turn = 0; turn < 3; turn += 1) {
      const decoded = (await run({ task: 'decodePicture', input: [jpeg, { maxEdge: 1200 }] })) as { data: Uint8Array };
      expect(expected.equals(decoded.data)).toBe(true);
    }
  });

  it('may end without harm, and a picture that ends them twice is left alone', async () => {
    const run = createPicturePool({ processFile: fakeProcess() });
    const failure = await failureOf(run(measure(1)));
    expect(failure.problem).toBe('too-demanding');
    expect(failure.message).toContain('Please export it as a JPEG');
    expect(await run(measure(7))).toMatchObject({ byte: 7, asked: 1 });
    // Left alone: the process that runs is not asked about it, and answers a second time.
    await failureOf(run(measure(1)));
    expect(await run(measure(7))).toMatchObject({ byte: 7, asked: 2 });
  });

  it('are ended when they are busy for too long, while others go on', async () => {
    const run = createPicturePool({ processFile: fakeProcess(), taskTimeoutMs: 4000 });
    await Promise.all([run(measure(7)), run(measure(8))]);
    const [stuck, other] = await Promise.all([failureOf(run(measure(2))), run(measure(8))]);
    expect(stuck.problem).toBe('too-demanding');
    expect(other).toMatchObject({ byte: 8 });
  });

  it('are replaced after a picture that left much memory behind', async () => {
    const run = createPicturePool({ processFile: fakeProcess() });
    const first = await run(measure(3));
    expect(await run(measure(4))).toMatchObject({ asked: 1 });
    expect(await run(measure(5))).not.toMatchObject({ pid: (first as { pid: number }).pid });
  });

  it('are two at most', async () => {
    const run = createPicturePool({ processFile: fakeProcess() });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => run(measure(index + 10))));
    expect(new Set(answers.map((answer) => (answer as { pid: number }).pid)).size).toBeLessThanOrEqual(2);
  });

  it('end when a picture takes more memory than they may have', async () => {
    const run = createPicturePool({ maxMemory: 150 * MB });
    // A progressive JPEG is held whole until its last scan: 130 MB for these 40 megapixels.
    const bomb = await sharp({ create: { width: 7000, height: 5800, channels: 3, background: '#888' } })
      .jpeg({ progressive: true })
      .toBuffer();
    expect((await failureOf(run({ task: 'preparePicture', input: [bomb] }))).problem).toBe('too-demanding');
    const jpeg = await fourQuarters(120, 80).jpeg().toBuffer();
    expect(await run({ task: 'measurePicture', input: [jpeg] })).toEqual({ width: 120, height: 80 });
  });
});

it('sharp is imported in one file of the program', async () => {
  const files = await readdir('src', { recursive: true });
  const sources = files.filter((file) => /\.tsx?$/.test(file));
  const importers: string[] = [];
  for (const file of sources) {
    if (/from 'sharp'/.test(await readFile(join('src', file), 'utf8'))) importers.push(file);
  }
  expect(importers).toEqual([join('photos', 'sharp.ts')]);
});
