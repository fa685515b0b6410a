import { statSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileCache } from '../../../src/local-clarifai/engine/file-cache.js';

describe('cache of files', () => {
  let folder: string;
  let warnings: string[];
  let made: number;
  const warn = (message: string) => warnings.push(message);
  const make = async () => {
    made += 1;
    return Buffer.alloc(10_000, 'network');
  };
  const load = (name = 'network') => createFileCache(folder, warn).load(name, make);

  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'rollcall-cache-')), 'inner');
    warnings = [];
    made = 0;
  });
  afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

  it('keeps what was made, and leaves nothing else behind', async () => {
    const first = await load();
    expect(Buffer.compare(await load(), first)).toBe(0);
    expect(made).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
    await load();
    const modes = [folder, path.join(folder, 'network.crc')].map((each) => statSync(each).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('tells names apart', async () => {
    await load('one');
    await load('other');
    expect(made).toBe(2);
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
  ])('makes a file again that was %s', async (_, damage) => {
    const first = await load();
    await damage(path.join(folder, (await readdir(folder))[0] ?? ''));
    expect(Buffer.compare(await load(), first)).toBe(0);
    expect(made).toBe(2);
    await load();
    expect(made).toBe(2);
  });

  it('only warns, and only once, when it cannot be written', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await chmod(folder, 0o400);
    const cache = createFileCache(folder, warn);
    expect(await cache.load('one', make)).toHaveLength(10_000);
    expect(await cache.load('other', make)).toHaveLength(10_000);
    expect(warnings).toEqual([
      expect.stringMatching(/can’t store its networks in .*, so every start will take longer/),
    ]);
  });

  it('passes on why something could not be made, and keeps nothing', async () => {
    const fail = async () => {
      throw new Error('no weights');
    };
    await expect(createFileCache(folder, warn).load('network', fail)).rejects.toThrow('no weights');
    await load();
    expect(made).toBe(1);
  });
});
