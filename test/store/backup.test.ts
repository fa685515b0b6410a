import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StoppingError } from '../../src/errors.js';
import { makeBackup } from '../../src/store/backup/make-backup.js';
import { serveBackups } from '../../src/store/backup/serve-backups.js';
import type { Database } from '../../src/store/database.js';
import { type FolderLock, lockFolder } from '../../src/store/lock-folder.js';
import { openDatabase } from '../../src/store/open-database.js';
import { silentLog } from '../support/silent-log.js';

const MIGRATIONS = ['CREATE TABLE entry (id INTEGER PRIMARY KEY, half TEXT NOT NULL, filler BLOB)'];
const row = z.object({ id: z.number(), half: z.string() });

let root: string;
let folder: string;
let target: string;
let lock: FolderLock | undefined;
let database: Database | undefined;
let stopServing: (() => Promise<void>) | undefined;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rollcall-backup-'));
  [folder, target] = [join(root, 'data'), join(root, 'backups', 'monday')];
  await mkdir(join(folder, 'part', 'files'), { recursive: true });
  await mkdir(join(root, 'backups'));
});
afterEach(async () => {
  await stopServing?.();
  database?.close();
  await lock?.release();
  [stopServing, database, lock] = [undefined, undefined, undefined];
  await rm(root, { recursive: true, force: true });
});

function open(at = folder): Database {
  return openDatabase(join(at, 'part', 'entries.db'), { migrations: MIGRATIONS });
}

/** What a running Rollcall does. */
async function run(): Promise<Database> {
  lock = await lockFolder(folder);
  database = open();
  stopServing = serveBackups(folder, silentLog, { pollMs: 5 });
  return database;
}

/** Two rows that belong together, and a file that they name. */
async function writeEntry(to: Database, name: string): Promise<void> {
  await writeFile(join(folder, 'part', 'files', name), name);
  to.transaction(() => {
    for (const half of ['first', 'second']) {
      to.run('INSERT INTO entry (half, filler) VALUES (?, ?)', [`${name} ${half}`, new Uint8Array(2000)]);
    }
  });
}

/** @returns the entries of a copy, all of which are complete. */
async function readCopy(): Promise<string[]> {
  const copy = open(target);
  const halves = copy.rows(row, 'SELECT id, half FROM entry ORDER BY id').map(({ half }) => half);
  copy.close();
  const names = halves.filter((half) => half.endsWith(' first')).map((half) => half.replace(' first', ''));
  expect(halves).toEqual(names.flatMap((name) => [`${name} first`, `${name} second`]));
  for (const name of names) expect(await readFile(join(target, 'part', 'files', name), 'utf8')).toBe(name);
  return names;
}

describe('a backup', () => {
  it('is complete and consistent while Rollcall keeps writing', async () => {
    const running = await run();
    for (let count = 0; count < 50; count++) await writeEntry(running, `before-${count}`);
    let isWriting = true;
    let during = 0;
    const writing = (async () => {
      for (; isWriting; during++) {
        await writeEntry(running, `during-${during}`);
        await nextTurn();
      }
    })();
    const { files, bytes } = await makeBackup({ folder, target });
    isWriting = false;
    await writing;
    const names = await readCopy();
    expect(names.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, count) => `before-${count}`));
    expect(names.length).toBeLessThan(50 + during);
    expect(files).toBeGreaterThan(50);
    expect(bytes).toBeGreaterThan(200_000);
    expect((await readdir(folder)).filter((name) => name.startsWith('backup-'))).toEqual([]);
    expect(await readdir(join(root, 'backups'))).toEqual(['monday']);
  });

  it('can be made while Rollcall is stopped, even after it was killed', async () => {
    const running = await run();
    await writeEntry(running, 'one');
    await stopServing?.();
    await lock?.release();
    // The log of a killed process stays beside the database.
    await makeBackup({ folder, target });
    expect(existsSync(join(target, 'part', 'entries.db'))).toBe(true);
    expect(await readCopy()).toEqual(['one']);
  });

  it('does not hold what only the running process needs', async () => {
    await run();
    await mkdir(join(folder, 'models'));
    await writeFile(join(folder, 'key'), 'a key');
    await makeBackup({ folder, target });
    expect((await readdir(target)).sort()).toEqual(['key', 'part']);
  });

  it('is refused inside the data folder, in a folder with files, and without a data folder', async () => {
    await run();
    await mkdir(target);
    await writeFile(join(target, 'file'), '');
    await expect(makeBackup({ folder, target })).rejects.toThrow('is not empty');
    await expect(makeBackup({ folder, target: join(folder, 'x') })).rejects.toThrow('inside the data folder');
    await expect(makeBackup({ folder: join(root, 'none'), target: join(root, 'y') })).rejects.toThrow('no data folder');
  });

  it('says so if the process that uses the folder does not answer', async () => {
    lock = await lockFolder(folder);
    await expect(makeBackup({ folder, target, answerMs: 50 })).rejects.toThrow('doesn’t answer');
    expect(existsSync(target)).toBe(false);
    expect(await readdir(folder)).toEqual(['host', 'part']);
  });

  it('fails with the reason if the copy can’t be made, and leaves nothing', async () => {
    const running = await run();
    running.copyTo = async () => {
      throw new Error('The disk is gone');
    };
    // Copying these takes longer than failing.
    for (let folders = 0; folders < 50; folders++) await mkdir(join(folder, 'part', `files-${folders}`));
    await expect(makeBackup({ folder, target })).rejects.toThrow('The backup failed: The disk is gone');
    expect(existsSync(target)).toBe(false);
    expect(await readdir(folder)).toEqual(['host', 'part']);
  });

  it('that was interrupted leaves nothing after the next start', async () => {
    await mkdir(join(folder, 'backup-1234.part', 'part'), { recursive: true });
    await writeFile(join(folder, 'backup-request.json'), '{}');
    await run();
    expect(await readdir(folder)).toEqual(['host', 'part']);
  });

  it('finds a damaged database', async () => {
    const running = await run();
    for (let count = 0; count < 20; count++) await writeEntry(running, `entry-${count}`);
    running.copyTo = (path) => writeFile(path, 'SQLite format 3\0 but not really');
    await expect(makeBackup({ folder, target })).rejects.toThrow('is damaged');
    expect(existsSync(target)).toBe(false);
  });
});

describe('copying a database', () => {
  it('delays erasing deleted data until the copy is complete', async () => {
    const running = await run();
    await writeEntry(running, 'secret');
    const copied = running.copyTo(join(root, 'copy.db'));
    running.run('DELETE FROM entry');
    running.purge();
    await copied;
    expect(await readFile(join(root, 'copy.db'), 'latin1')).toContain('secret first');
    for (const name of ['entries.db', 'entries.db-wal']) {
      expect(await readFile(join(folder, 'part', name), 'latin1'), name).not.toContain('secret first');
    }
  });

  it('fails if the database is closed meanwhile', async () => {
    const running = await run();
    const copied = running.copyTo(join(root, 'copy.db'));
    running.close();
    await expect(copied).rejects.toThrow(StoppingError);
  });
});
