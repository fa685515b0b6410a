import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, startRollcall } from '../support/rollcall-process.js';

describe('npm run release', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  const release = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/release.mjs', ...args], { encoding: 'utf8' });

  it('makes a folder of at most 150 MB in which Rollcall starts with its face engine', async () => {
    const folder = join(root, 'all');
    const { status, stdout } = release(folder);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(folder) });
    expect(Number(/(\d+) MB/.exec(stdout)?.[1])).toBeLessThan(150);
    const rollcall = await startRollcall({ ROLLCALL_DATA: join(root, 'data') }, { folder });
    try {
      expect(rollcall.output()).toContain('two networks');
      expect((await fetch(`${rollcall.url}/healthz`)).status).toBe(200);
      expect(await (await fetch(rollcall.url)).text()).toContain('<title>');
    } finally {
      await rollcall.stop();
    }
  });

  it('keeps the licence of every package', async () => {
    const folder = join(root, 'all');
    expect(existsSync(join(folder, 'THIRD_PARTY_NOTICES.md'))).toBe(true);
    const files = await readdir(join(folder, 'node_modules', 'sharp'));
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'package.json']));
    expect(await readdir(join(folder, 'node_modules', '@vladmandic', 'face-api'))).toContain('LICENSE');
  });

  it('leaves out what is only needed to build or to test', async () => {
    const packages = await readdir(join(root, 'all', 'node_modules'));
    expect(packages).not.toEqual(expect.arrayContaining(['esbuild']));
    expect(packages.filter((name) => /^(?:esbuild|react|vitest|typescript|@types)/.test(name))).toEqual([]);
    expect(packages.filter((name) => existsSync(join(root, 'all', 'node_modules', name, 'test')))).toEqual([]);
  });

  it('leaves out the face engine for Clarifai’s service, and Rollcall still starts', async () => {
    const folder = join(root, 'hosted');
    expect(release(folder, '--hosted').status).toBe(0);
    expect(existsSync(join(folder, 'node_modules', 'onnxruntime-node'))).toBe(false);
    const { child, output } = launch(
      {
        SLACK_BOT_TOKEN: 'xoxb-test',
        SLACK_APP_TOKEN: 'xapp-test',
        CLARIFAI_PAT: 'secret-pat',
        CLARIFAI_USER_ID: 'user',
        CLARIFAI_APP_ID: 'app',
        CLARIFAI_API_BASE: 'http://127.0.0.1:9',
      },
      { folder },
    );
    await expect.poll(output, { timeout: 60_000 }).toMatch(/The face service isn’t answering/);
    child.kill('SIGKILL');
  });

  it('does not mix with what a folder already has', async () => {
    const folder = join(root, 'used');
    await mkdir(folder);
    await writeFile(join(folder, 'mine.txt'), 'mine');
    const { status, stderr } = release(folder);
    expect({ status, stderr }).toEqual({ status: 1, stderr: `${folder} is not empty. Name a new folder.\n` });
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('says how to use it', () => {
    expect(release().stderr).toBe('Name one folder: npm run release -- <folder> [--hosted]\n');
  });
});
