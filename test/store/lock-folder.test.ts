import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
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

describe('a folder lock', () => {
  it('creates a folder that only its owner can read, and locks it until it is released', async () => {
    const lock = await lockFolder(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);

    await expect(lockFolder(folder)).rejects.toThrow(UserFacingError);
    await expect(lockFolder(folder)).rejects.toThrow(/Another Rollcall is using the folder .*\. Stop it first/);

    await lock.release();
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  it('is refused while another host or container changes its file in the folder', async () => {
    mkdirSync(folder);
    const file = join(folder, 'host');
    writeFileSync(file, 'elsewhere');
    let seconds = 0;
    const beating = setInterval(() => utimesSync(file, 0, ++seconds), 5);
    await expect(lockFolder(folder, { watchMs: 100 })).rejects.toThrow(
      /another container \(elsewhere\) is using the folder/,
    );
    clearInterval(beating);
    // That host was killed.
    const lock = await lockFolder(folder, { watchMs: 100 });
    expect(readFileSync(file, 'utf8')).toBe(hostname());
    await lock.release();
    expect(existsSync(file)).toBe(false);
  });

  it('recognises the folder by any path to it', async () => {
    const lock = await lockFolder(folder);
    symlinkSync(folder, join(parent, 'link'));

    await expect(lockFolder(join(parent, 'link'))).rejects.toThrow(/Another Rollcall/);
    await lock.release();
  });

  it('is held by exactly one of several callers at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));

    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]?.value.release();
  });

  describe('of another process', () => {
    let script: Awaited<ReturnType<typeof bundleScript>>;
    beforeAll(async () => {
      script = await bundleScript(new URL('../support/programs/lock-holder.ts', import.meta.url));
    });
    afterAll(() => script.remove());

    /** Starts the process and waits for its first output. */
    async function start(...more: string[]) {
      const holder = spawn(process.execPath, [script.path, folder, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [printed] = (await once(holder.stdout, 'data')) as [Buffer];
      return { holder, printed: printed.toString() };
    }

    it('is released when that process is killed', async () => {
      const { holder } = await start();
      await expect(lockFolder(folder)).rejects.toThrow(/Another Rollcall/);

      holder.kill('SIGKILL');
      await once(holder, 'exit');

      await (await lockFolder(folder)).release();
    });

    it.skipIf(process.platform === 'win32')('says what to do if the folder is not writable', async () => {
      chmodSync(parent, 0o555);
      const { printed } = await start(NOBODY);
      chmodSync(parent, 0o700);
      expect(printed).toMatch(/can’t write to the folder .*\. Change its permissions/);
    });
  });

  it('says what to do if a file has the name of the folder', async () => {
    writeFileSync(folder, 'a file');

    await expect(lockFolder(folder)).rejects.toThrow(/isn’t a folder. Move that file away/);
  });
});
