import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGraph } from '../../../src/local-clarifai/engine/graph-cache.js';
import { MissingModelError } from '../../../src/local-clarifai/engine/weights/missing-model-error.js';
import { findModelPackage, type ModelPackage } from '../../../src/local-clarifai/engine/weights/model-package.js';

describe('cache of network graphs', () => {
  let cacheDir: string;
  let model: ModelPackage;
  let warnings: string[];
  const warn = (message: string) => warnings.push(message);
  /** A model package that is not there: whatever is found with it came from the cache. */
  const gone = () => ({ ...model, folder: path.join(cacheDir, 'nothing here') });
  const cachedFile = async () => {
    const files = await readdir(cacheDir, { recursive: true, withFileTypes: true });
    return files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  };

  beforeEach(async () => {
    cacheDir = await mkdtemp(path.join(tmpdir(), 'rollcall-graphs-'));
    model = await findModelPackage();
    warnings = [];
  });
  afterEach(() => rm(cacheDir, { recursive: true, force: true }));

  it('keeps what was built, and leaves nothing else behind', async () => {
    const built = await loadGraph('closeDetector', model, cacheDir, warn);
    expect(await cachedFile()).toHaveLength(1);
    expect(Buffer.compare(await loadGraph('closeDetector', gone(), cacheDir, warn), built)).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('is not used for another version of the model package', async () => {
    await loadGraph('closeDetector', model, cacheDir, warn);
    const other = { ...gone(), version: '9.9.9' };
    await expect(loadGraph('closeDetector', other, cacheDir, warn)).rejects.toThrow(MissingModelError);
  });

  it.each([
    ['cut off', (file: string) => truncate(file, 1000)],
    ['emptied', (file: string) => truncate(file, 0)],
    [
      'changed in one bit',
      async (file: string) => {
        const bytes = await readFile(file);
        bytes[5000] = (bytes[5000] as number) ^ 1;
        await writeFile(file, bytes);
      },
    ],
  ])('is built again when it was %s', async (_, damage) => {
    const built = await loadGraph('closeDetector', model, cacheDir, warn);
    const [file = ''] = await cachedFile();
    await damage(file);
    expect(Buffer.compare(await loadGraph('closeDetector', model, cacheDir, warn), built)).toBe(0);
    expect(Buffer.compare(await loadGraph('closeDetector', gone(), cacheDir, warn), built)).toBe(0);
  });

  it('only warns when it cannot be written', async () => {
    const file = path.join(cacheDir, 'a file, no folder');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const graph = await loadGraph('closeDetector', model, file, warn);
    expect(graph.length).toBeGreaterThan(100_000);
    expect(warnings).toEqual([expect.stringMatching(/cannot keep its networks in .*: every start will take longer/)]);
  });

  it('says what to do when the model package is not complete', async () => {
    await expect(loadGraph('closeDetector', gone(), cacheDir, warn)).rejects.toThrow(
      /missing or damaged.*run "npm ci" again/,
    );
  });
});
