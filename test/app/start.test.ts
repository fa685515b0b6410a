import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, launch, runRollcall } from '../support/rollcall-process.js';

/** The last line that is printed. */
const lastWords = (output: string): string => output.trim().split('\n').at(-1) ?? '';

describe('a start that cannot work', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('names every wrong setting', async () => {
    const { code, output } = await runRollcall({ PORT: 'three', CLARIFAI_PAT: 'secret-pat', ROLLCALL_DATA: folder });
    expect(code).toBe(1);
    expect(output).toMatch(/PORT: must be a port number.*\n.*CLARIFAI_USER_ID: is missing/s);
    expect(output).not.toContain('secret-pat');
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('says what to do when the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, output } = await runRollcall({ PORT: String(port), ROLLCALL_DATA: folder });
    taken.close();
    expect(code).toBe(1);
    expect(lastWords(output)).toMatch(new RegExp(`${port}.* in use.*PORT`));
  });

  it('says what to do when the data folder cannot be one', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const { code, output } = await runRollcall({ ROLLCALL_DATA: join(file, 'data') });
    expect(code).toBe(1);
    expect(lastWords(output)).toMatch(/ROLLCALL_DATA/);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

describe('a start while nothing answers where Clarifai should be', () => {
  it('waits and says so, until it is stopped', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    const { child, output } = launch({
      PORT: String(await freePort()),
      ROLLCALL_DATA: folder,
      CLARIFAI_API_BASE: 'http://127.0.0.1:9',
      CLARIFAI_PAT: 'secret-pat',
      CLARIFAI_USER_ID: 'user',
      CLARIFAI_APP_ID: 'app',
    });
    await expect.poll(output, { timeout: 120_000 }).toMatch(/The face service isn’t answering\. Rollcall will wait/);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    expect(output()).not.toContain('secret-pat');
    await rm(folder, { recursive: true });
  }, 150_000);
});
