import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DiskFullError } from '../../src/store/failures.js';
import { retryOnFullDisk } from '../../src/store/retry-on-full-disk.js';
import { ADA, openTestSlack, PHOTOS, type TestSlack } from '../support/local-slack.js';

const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
});

async function start(dataDir: string): Promise<TestSlack> {
  const slack = await openTestSlack({ dataDir });
  undo.push(() => slack.close());
  return slack;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes every write fail as on a full disk. @returns a function that ends this. */
function fillDisk(): () => void {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const write = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
    throw full;
  });
  const figures = { ...fs.statfsSync('/'), bavail: 0 };
  const stat = vi.spyOn(fs, 'statfsSync').mockReturnValue(figures as fs.StatsFs);
  syncBuiltinESMExports();
  const empty = () => {
    write.mockRestore();
    stat.mockRestore();
    syncBuiltinESMExports();
  };
  undo.push(empty);
  return empty;
}

interface Reply {
  readonly ok: boolean;
  readonly error?: string;
  readonly detail?: string;
}

/** Ada posts in #photos, without Slack's client, which would throw on the status. */
async function post(slack: TestSlack, text: string): Promise<{ status: number; body: Reply }> {
  const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await slack.tokenOf(ADA)}` },
    body: new URLSearchParams({ channel: PHOTOS, text }),
  });
  return { status: response.status, body: (await response.json()) as Reply };
}

async function postedTexts(slack: TestSlack): Promise<(string | undefined)[]> {
  const { messages = [] } = await slack.as(ADA).conversations.history({ channel: PHOTOS });
  return messages.map(({ text }) => text);
}

type Empty = () => void | Promise<void>;

/** Posts before the disk is full, while it is full, and when there is space again. */
async function postThrough(slack: TestSlack, fill: () => Empty | Promise<Empty>): Promise<void> {
  expect((await post(slack, 'before')).body.ok).toBe(true);

  const empty = await fill();
  const refused = await post(slack, 'while it is full');
  expect(refused.status).toBe(507);
  expect(refused.body).toMatchObject({ ok: false, error: 'disk_full' });
  expect(refused.body.detail).toContain('There’s no room left on the disk');
  expect(slack.complaints).toContainEqual(expect.stringContaining('There’s no room left on the disk'));
  expect(await postedTexts(slack)).not.toContain('while it is full');

  await empty();
  expect((await post(slack, 'after')).body.ok).toBe(true);
  expect(await postedTexts(slack)).toEqual(expect.arrayContaining(['after', 'before']));
}

describe('local Slack on a full disk', () => {
  it('stores nothing, says so, and continues when there is space', async () => {
    await postThrough(await start(await temporaryFolder()), fillDisk);
  });

  it('starts with a data folder from before', async () => {
    const folder = await temporaryFolder();
    const before = await start(folder);
    // A token is stored when it is first asked for.
    await before.tokenOf(ADA);
    await undo.pop()?.();
    const empty = fillDisk();
    const slack = await start(folder);
    expect((await post(slack, 'full')).body.error).toBe('disk_full');
    empty();
    expect((await post(slack, 'space again')).body.ok).toBe(true);
  });

  it('says why it cannot start with an empty data folder', async () => {
    const folder = await temporaryFolder();
    fillDisk();
    await expect(start(folder)).rejects.toThrow('There’s no room left on the disk');
  });

  const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
  it.runIf(isRootOnLinux)('does the same on a real disk of 2 MB', async (context) => {
    const disk = await temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      // Containers may forbid it; the tests above have injected the same failure.
      return context.skip();
    }
    undo.push(() => void execFileSync('umount', ['-l', disk]));
    const filler = join(disk, 'filler');
    await postThrough(await start(disk), async () => {
      await writeFile(filler, Buffer.alloc(4_000_000)).catch(() => {});
      return () => rm(filler);
    });
  });
});

describe('background work on a full disk', () => {
  const logged: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (line: string) => void logged.push(line) };

  it('is done once there is space, and the log says so once', async () => {
    let isFull = true;
    let isDone = false;
    const work = retryOnFullDisk(
      () => {
        if (isFull) throw new DiskFullError('There’s no room.');
        isDone = true;
      },
      log,
      10,
    );
    work.run();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(isDone).toBe(false);
    expect(logged).toEqual(['There’s no room.']);
    isFull = false;
    await vi.waitUntil(() => isDone);
  });

  it('still throws any other error', () => {
    const work = retryOnFullDisk(() => {
      throw new Error('a bug');
    }, log);
    expect(() => work.run()).toThrow('a bug');
  });
});
