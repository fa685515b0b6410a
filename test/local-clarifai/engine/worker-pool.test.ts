import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFaceEngine } from '../../../src/local-clarifai/engine/create-face-engine.js';
import { modelCacheFolder } from '../../../src/local-clarifai/engine/models.js';
import { MissingModelError } from '../../../src/local-clarifai/engine/weights/model-package.js';
import { startWorkers } from '../../../src/local-clarifai/engine/worker-pool.js';
import { SHARED_MODELS } from '../../support/face-engine.js';
import { silentLog } from '../../support/silent-log.js';

const workerFile = fileURLToPath(new URL('../../support/programs/fake-engine-worker.mjs', import.meta.url));
const ask = (request: string) => Buffer.from(request);

describe('workers of the face engine', () => {
  const start = (workers: number, cacheDir = 'ready') =>
    startWorkers({ workers, cacheDir, log: silentLog, workerFile });

  it('answer for each picture', async () => {
    const pool = await start(2);
    const faces = await Promise.all(['1', '3', '2'].map((count) => pool.analyze(ask(count))));
    expect(faces.map((found) => found.length)).toEqual([1, 3, 2]);
    await pool.close();
  });

  it.each([
    ['ends', 'exit'],
    ['runs out of memory', 'eat all memory'],
    ['meets a bug', 'throw'],
  ])('fail one picture when one %s, and go on with the next', async (_, request) => {
    const pool = await start(1);
    const lost = pool.analyze(ask(request));
    const next = pool.analyze(ask('2'));
    await expect(lost).rejects.toMatchObject({ name: 'FaceEngineError', message: expect.stringContaining('failed') });
    expect(await next).toHaveLength(2);
    await pool.close();
  });

  it('fail one picture when one hangs, and go on with the next', async () => {
    const pool = await startWorkers({ workers: 1, cacheDir: 'ready', log: silentLog, workerFile, limitMs: 2_000 });
    await expect(pool.analyze(ask('hang'))).rejects.toMatchObject({ name: 'FaceEngineError' });
    expect(await pool.analyze(ask('2'))).toHaveLength(2);
    await pool.close();
  });

  it('leave the picture with the caller, and see no more than it', async () => {
    const pool = await start(1);
    const larger = Buffer.from('xx2xx');
    const picture = larger.subarray(2, 3);
    expect(await pool.analyze(picture)).toHaveLength(2);
    expect(larger.toString()).toBe('xx2xx');
    await pool.close();
  });

  it('say what is wrong with a picture', async () => {
    const pool = await start(1);
    await expect(pool.analyze(ask('damaged'))).rejects.toMatchObject({
      name: 'PictureError',
      problem: 'damaged',
      message: 'Please post it again.',
    });
    await pool.close();
  });

  it('say when the model is missing', async () => {
    await expect(start(2, 'no model')).rejects.toThrow(MissingModelError);
    await expect(start(2, 'no model')).rejects.toThrow('run "npm ci" again');
  });

  it('pass their warnings on', async () => {
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (message: string) => warnings.push(message) };
    const pool = await startWorkers({ workers: 1, cacheDir: 'no cache', log, workerFile });
    expect(warnings).toEqual(['every start will take longer']);
    await pool.close();
  });

  it('finish what they have begun before they are closed', async () => {
    const pool = await start(1);
    const running = pool.analyze(ask('slow'));
    await pool.close();
    expect(await running).toHaveLength(1);
  });
});

describe('face engine with workers', () => {
  let folder: string;
  let picture: Buffer;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-workers-'));
    picture = await sharp({ create: { width: 320, height: 240, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('lets waiting pictures be given up, and closes when the others are done', async () => {
    const engine = await createFaceEngine({ workers: 1, cacheDir: SHARED_MODELS, log: silentLog });
    const controller = new AbortController();
    const running = engine.analyze(picture);
    const givenUp = engine.analyze(picture, { signal: controller.signal });
    controller.abort(new Error('no one is waiting'));
    await expect(givenUp).rejects.toThrow('no one is waiting');
    expect(await running).toEqual([]);
    await expect(engine.analyze(Buffer.from('text'))).rejects.toMatchObject({ name: 'PictureError' });
    await engine.close();
    await expect(engine.analyze(picture)).rejects.toThrow('closed');
  });

  it('starts where something cannot be stored, with a warning', async () => {
    const prepared = await modelCacheFolder(SHARED_MODELS);
    const cacheDir = await modelCacheFolder(folder);
    await mkdir(cacheDir);
    for (const file of await readdir(prepared)) {
      // The probe is quickly made again; a folder in its place cannot be read or replaced.
      if (file.startsWith('whole-number-probe')) await mkdir(path.join(cacheDir, file, 'inner'), { recursive: true });
      else await symlink(path.join(prepared, file), path.join(cacheDir, file));
    }
    const warnings: string[] = [];
    const log = { ...silentLog, warn: (message: string) => warnings.push(message) };
    const engine = await createFaceEngine({ workers: 1, cacheDir: folder, log });
    expect(warnings).toHaveLength(1);
    expect(await engine.analyze(picture)).toEqual([]);
    await engine.close();
  });
});
