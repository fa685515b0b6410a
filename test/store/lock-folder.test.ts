import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserFacingError } from '../../src/errors.js';
import { lockFolder } from '../../src/store/lock-folder.js';
import { bundleScript } from '../support/bundle-script.js';

/** A user who owns nothing: root may write anywhere, so as root the test is done as this one. */
const NOBODY = '65534';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rollcall-lock-'));
  folder = join(parent, 'data');
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

it('makes the folder, for its owner only, and lets no one else in until released', async () => {
  const lock = await lockFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);

  await expect(lockFolder(folder)).rejects.toThrow(UserFacingError);
  await expect(lockFolder(folder)).rejects.toThrow(/Another Rollcall is using the folder .*\. Stop it first/);

  await lock.release();
  await lock.release();
  await (await lockFolder(folder)).release();
});

it('knows the folder by any path that leads to it', async () => {
  const lock = await lockFolder(folder);
  symlinkSync(folder, join(parent, 'link'));

  await expect(lockFolder(join(parent, 'link'))).rejects.toThrow(/Another Rollcall/);
  await lock.release();
});

it('lets exactly one of several simultaneous starts win', async () => {
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));

  const won = results.filter((result) => result.status === 'fulfilled');
  expect(won).toHaveLength(1);
  await won[0]?.value.release();
});

describe('in a process of its own', () => {
  let script: Awaited<ReturnType<typeof bundleScript>>;
  beforeAll(async () => {
    script = await bundleScript(new URL('../support/programs/lock-holder.ts', import.meta.url));
  });
  afterAll(() => script.remove());

  /** Starts the process, and waits for what it prints. */
  async function start(...more: string[]) {
    const holder = spawn(process.execPath, [script.path, folder, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(holder.stdout, 'data')) as [Buffer];
    return { holder, printed: printed.toString() };
  }

  it('is free again when its process is killed', async () => {
    const { holder } = await start();
    await expect(lockFolder(folder)).rejects.toThrow(/Another Rollcall/);

    holder.kill('SIGKILL');
    await once(holder, 'exit');

    await (await lockFolder(folder)).release();
  });

  it.skipIf(process.platform === 'win32')('says what to do when it may not write', async () => {
    chmodSync(parent, 0o555);
    const { printed } = await start(NOBODY);
    chmodSync(parent, 0o700);
    expect(printed).toMatch(/can’t write to the folder .*\. Change its permissions/);
  });
});

it('says what to do when something else is in the way', async () => {
  writeFileSync(folder, 'a file');

  await expect(lockFolder(folder)).rejects.toThrow(/isn’t a folder. Move that file away/);
});
