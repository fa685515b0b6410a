import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../src/local-slack/start-local-slack.js';
import { DiskFullError } from '../../src/store/failures.js';
import { onceThereIsRoom } from '../../src/store/once-there-is-room.js';
import { Person } from '../support/person.js';

const logged: string[] = [];
const log = { debug() {}, info() {}, warn() {}, error: (line: string) => void logged.push(line) };
const undo: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step();
  logged.length = 0;
});

async function start(dataDir: string): Promise<LocalSlack> {
  const slack = await startLocalSlack({ port: 0, dataDir, pageDir: dataDir, assetsDir: 'assets', log });
  undo.push(() => slack.close());
  return slack;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Has every write fail as on a full disk, until it is called back. */
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

async function firstPerson(slack: LocalSlack): Promise<{ person: Person; channel: string; token: string }> {
  const url = slack.url.replace('localhost', '127.0.0.1');
  const { users, channels } = (await (await fetch(`${url}/local/workspace`)).json()) as {
    users: { id: string; is_bot: boolean }[];
    channels: { id: string }[];
  };
  const user = users.find(({ is_bot }) => !is_bot)?.id ?? '';
  const { token } = (await (await fetch(`${url}/local/token?user=${user}`)).json()) as { token: string };
  return { person: new Person(url, user), channel: channels[0]?.id ?? '', token };
}

async function post(slack: LocalSlack, token: string, channel: string, text: string) {
  const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams({ channel, text }),
  });
  return { status: response.status, body: (await response.json()) as { ok: boolean; error?: string; detail?: string } };
}

async function textsIn({ person, channel }: { person: Person; channel: string }): Promise<(string | undefined)[]> {
  const { messages = [] } = await person.api.conversations.history({ channel });
  return messages.map(({ text }) => text);
}

type Empty = () => void | Promise<void>;

/** Posts before the disk is full, while it is, and when there is room again. */
async function postThrough(slack: LocalSlack, fill: () => Empty | Promise<Empty>): Promise<void> {
  const someone = await firstPerson(slack);
  const say = (text: string) => post(slack, someone.token, someone.channel, text);
  expect((await say('before')).body.ok).toBe(true);

  const empty = await fill();
  const refused = await say('while it is full');
  expect(refused.status).toBe(507);
  expect(refused.body).toMatchObject({ ok: false, error: 'disk_full' });
  expect(refused.body.detail).toContain('There’s no room left on the disk');
  expect(logged).toContainEqual(expect.stringContaining('There’s no room left on the disk'));
  expect(await textsIn(someone)).not.toContain('while it is full');

  await empty();
  expect((await say('after')).body.ok).toBe(true);
  expect(await textsIn(someone)).toEqual(expect.arrayContaining(['after', 'before']));
}

describe('local Slack on a full disk', () => {
  it('stores nothing, says so, and goes on when there is room', async () => {
    await postThrough(await start(await temporaryFolder()), fillDisk);
  });

  it('starts with the data that is there', async () => {
    const folder = await temporaryFolder();
    const before = await start(folder);
    const someone = await firstPerson(before);
    await undo.pop()?.();
    const empty = fillDisk();
    const slack = await start(folder);
    expect((await post(slack, someone.token, someone.channel, 'full')).body.error).toBe('disk_full');
    empty();
    expect((await post(slack, someone.token, someone.channel, 'room again')).body.ok).toBe(true);
  });

  it('says why it cannot start without any data', async () => {
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
  it('is done once there is room, and the log says it once', async () => {
    let isFull = true;
    let isDone = false;
    const work = onceThereIsRoom(
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

  it('fails as usual for any other reason', () => {
    const work = onceThereIsRoom(() => {
      throw new Error('a bug');
    }, log);
    expect(() => work.run()).toThrow('a bug');
  });
});
