import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserFacingError } from '../../errors.js';
import { FolderInUseError } from '../failures.js';
import { type FolderLock, lockFolder } from '../lock-folder.js';
import { checkDatabase } from '../open-database.js';
import { copyFolder } from './copy-folder.js';
import { failureFile, finishedFolder, requestFile, unfinishedFolder } from './request.js';

export interface BackupOptions {
  /** The data folder. */
  readonly folder: string;
  /** A folder that doesn't exist yet, or is empty. */
  readonly target: string;
  /** How long the process that uses the folder may take to begin, in ms. */
  readonly answerMs?: number;
}

export interface Backup {
  readonly files: number;
  readonly bytes: number;
}

const ANSWER_MS = 20_000;
const POLL_MS = 100;

/**
 * Copies a data folder as it is at one moment, also while Rollcall uses it. The copy appears once it is complete, is checked, and can
 * be used as a data folder.
 * @throws UserFacingError if the folders can't be used, the process that uses the folder doesn't answer, or the copy is damaged.
 */
export async function makeBackup({ folder, target, answerMs = ANSWER_MS }: BackupOptions): Promise<Backup> {
  const to = resolve(target);
  if (!existsSync(folder)) throw new UserFacingError(`There is no data folder ${resolve(folder)}.`);
  if (to === resolve(folder) || to.startsWith(`${resolve(folder)}${sep}`)) {
    throw new UserFacingError(`${to} is inside the data folder. Name a folder elsewhere, on another disk if you can.`);
  }
  if (existsSync(to) && (await readdir(to)).length > 0)
    throw new UserFacingError(`The folder ${to} is not empty. Name another one.`);
  const unfinished = join(dirname(to), `.${randomUUID()}.part`);
  const lock = await lockUnlessInUse(folder);
  try {
    if (lock === undefined) await fetchCopy(folder, unfinished, answerMs);
    else {
      const staged = join(folder, `backup-${randomUUID()}.part`);
      await copyFolder(folder, staged)
        .then(() => cp(staged, unfinished, { recursive: true }))
        .finally(() => rm(staged, { recursive: true, force: true }));
    }
    const backup = await finish(unfinished);
    await rm(to, { recursive: true, force: true });
    await rename(unfinished, to);
    return backup;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await lock?.release();
  }
}

async function lockUnlessInUse(folder: string): Promise<FolderLock | undefined> {
  try {
    return await lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  }
}

/** Has the process that uses the folder make a copy, and takes it. */
async function fetchCopy(folder: string, to: string, answerMs: number): Promise<void> {
  const id = randomUUID();
  const [finished, failed] = [finishedFolder(folder, id), failureFile(folder, id)];
  const request = requestFile(folder);
  await writeFile(`${request}.${id}.new`, JSON.stringify({ id }), { mode: 0o600 });
  await rename(`${request}.${id}.new`, request);
  try {
    const giveUpAt = Date.now() + answerMs;
    while (!existsSync(finished)) {
      if (existsSync(failed)) throw new UserFacingError(`The backup failed: ${await readFile(failed, 'utf8')}`);
      if (Date.now() > giveUpAt && !existsSync(unfinishedFolder(folder, id)) && !existsSync(finished)) {
        throw new UserFacingError(
          'Rollcall uses the data folder, but doesn’t answer. Wait until it has started, or stop it, and run this again.',
        );
      }
      await sleep(POLL_MS);
    }
    await cp(finished, to, { recursive: true });
  } finally {
    await rm(request, { force: true });
    await rm(finished, { recursive: true, force: true });
    await rm(failed, { force: true });
  }
}

/** Checks the databases of a copy, and writes everything to the disk. */
async function finish(folder: string): Promise<Backup> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) if (file.endsWith('.db')) checkDatabase(file);
  let bytes = 0;
  for (const file of files) {
    // Checking a database may have removed its log.
    if (!existsSync(file)) continue;
    bytes += (await stat(file)).size;
    const handle = await open(file, 'r+');
    await handle.sync().finally(() => handle.close());
  }
  return { files: files.length, bytes };
}
