import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openProgress } from '../../../src/replies/catch-up/progress.js';

let folder: string;
const logged: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () =>
  openProgress({
    cacheDir: folder,
    bot: { teamId: 'T1', userId: 'U1', botId: 'B1', enterpriseId: undefined },
    now: () => 1_700_000_000_000,
    log: { debug() {}, info: (message) => logged.push(message), warn() {}, error() {} },
  });

it('keeps what is noted at the same time', async () => {
  const progress = await open();
  const channelIds = Array.from({ length: 30 }, (_, index) => `C${index}`);
  await Promise.all(channelIds.map((channelId) => progress.noteRead(channelId)));
  const again = await open();
  expect(channelIds.map((channelId) => again.readAt(channelId))).toEqual(channelIds.map(() => 1_700_000_000_000));
  expect(logged).toEqual([]);
  const files = await readdir(folder);
  expect(files).toHaveLength(1);
  expect(Object.keys(JSON.parse(await readFile(join(folder, files[0] ?? ''), 'utf8')).readAt)).toHaveLength(30);
});
