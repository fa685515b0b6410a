import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { freePort, launch, shareModels } from '../support/rollcall-process.js';
import { watchOutsidePeers } from '../support/sockets-of.js';

/** With telemetry, onnxruntime writes a device id when it loads and looks up its host later, so `npm run test:network` watches for a minute. */
const WATCH_MS = Number(process.env['ROLLCALL_TEST_WATCH_SECONDS'] ?? 3) * 1000;

/**
 * Runs a built program with an empty home folder until `WATCH_MS` after it is ready.
 * @returns the files it left there and, on Linux, its connections to other machines.
 */
async function watch(program: string, ready: string): Promise<{ atHome: string[]; peers: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  const [home, data] = [join(folder, 'home'), join(folder, 'data')];
  await mkdir(home);
  await shareModels(data);
  const { child, output } = launch(
    {
      HOME: home,
      USERPROFILE: home,
      LOCALAPPDATA: home,
      XDG_CACHE_HOME: join(home, '.cache'),
      ROLLCALL_DATA: data,
      ROLLCALL_WORKERS: '1',
      PORT: String(await freePort()),
    },
    { program },
  );
  const closed = once(child, 'close');
  const watching = process.platform === 'linux' ? watchOutsidePeers(child) : new Set<string>();
  try {
    while (!output().includes(ready)) {
      if (child.exitCode !== null) throw new Error(`${program} ended early:\n${output()}`);
      await sleep(25);
    }
    await sleep(WATCH_MS);
  } finally {
    child.kill('SIGINT');
    await closed;
  }
  const atHome = await readdir(home, { recursive: true });
  await rm(folder, { recursive: true });
  return { atHome, peers: [...watching] };
}

describe('without any settings', () => {
  it.concurrent.for([
    { name: 'Rollcall', program: 'index.js', ready: 'Rollcall is ready' },
    { name: 'the local Clarifai by itself', program: 'bin/local-clarifai.js', ready: 'Local Clarifai is ready' },
  ])(
    '$name asks no name server, connects to this machine only and leaves nothing in the home folder',
    { timeout: 60_000 + WATCH_MS },
    async ({ program, ready }) => {
      expect(await watch(program, ready)).toEqual({ atHome: [], peers: [] });
    },
  );
});

describe.runIf(process.platform === 'linux')('the watcher of connections', () => {
  it('sees a question to a name server', async () => {
    const asking = `require('node:dgram').createSocket('udp4').connect(53, '127.0.0.1')`;
    const child = spawn(process.execPath, ['-e', asking], { stdio: 'ignore' });
    const watching = watchOutsidePeers(child);
    try {
      await eventually(() => [...watching]).toEqual(['udp 127.0.0.1:53']);
    } finally {
      child.kill();
    }
  });
});
