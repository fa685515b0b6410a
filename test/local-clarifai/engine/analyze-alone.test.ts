import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { analyzeAlone } from '../../../src/local-clarifai/engine/analyze-alone.js';
import { fillModelCache } from '../../../src/local-clarifai/engine/fill-model-cache.js';
import { isModelCacheFilled, modelCacheFolder } from '../../../src/local-clarifai/engine/models.js';
import { SHARED_MODELS } from '../../support/face-engine.js';

const processFile = fileURLToPath(new URL('../../support/programs/fake-alone-process.mjs', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-alone-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a picture analysed in a process of its own', () => {
  const analyze = (request: string, limitMs = 20_000) =>
    analyzeAlone(Buffer.from(request), { cacheDir: join(folder, 'asked'), processFile, limitMs });

  it('has its faces found', async () => {
    expect(await analyze('one face')).toEqual([{ embedding: new Float32Array([1, 2]) }]);
  });

  it('is given up after it has ended two processes', async () => {
    await expect(analyze('exit')).rejects.toMatchObject({ name: 'FaceEngineError' });
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('exit\nexit\n');
  });

  it('is given up after it has hung twice', async () => {
    await expect(analyze('hang', 1_500)).rejects.toMatchObject({ name: 'FaceEngineError' });
  });

  it('says what is wrong with it', async () => {
    await expect(analyze('damaged')).rejects.toMatchObject({ name: 'PictureError', problem: 'damaged' });
    await expect(analyze('no model')).rejects.toThrow('run "npm ci" again');
  });

  it('is decoded and searched by the real engine', async () => {
    const picture = await sharp({ create: { width: 320, height: 240, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    expect(await analyzeAlone(picture, { cacheDir: SHARED_MODELS })).toEqual([]);
  });
});

describe('the cache of networks', () => {
  it('is filled by a process of its own', async () => {
    const prepared = await modelCacheFolder(SHARED_MODELS);
    const unfinished = await modelCacheFolder(folder);
    mkdirSync(unfinished);
    for (const file of readdirSync(prepared)) {
      if (!file.startsWith('non-face')) symlinkSync(join(prepared, file), join(unfinished, file));
    }
    expect(await isModelCacheFilled(folder)).toBe(false);
    await fillModelCache(folder);
    expect(await isModelCacheFilled(folder)).toBe(true);
  });

  it('is left to the engine where it cannot be stored', async () => {
    const file = join(processFile, 'models');
    await fillModelCache(file);
    expect(await isModelCacheFilled(file)).toBe(false);
  });
});
