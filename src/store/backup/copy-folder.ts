import type { Dirent } from 'node:fs';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { systemErrorCode } from '../../errors.js';
import { databasesIn } from '../open-database.js';

/** Folders of requested backups in a data folder. */
export const BACKUP_PREFIX = 'backup-';

/** What only matters to the process that uses the folder, and the networks' cache, which is made again. */
const LEFT_OUT = /^(?:host|lock|address|models|\.writable|backup-.*|.*\.part|.*\.new|.*\.lock)$/;

/**
 * Copies a data folder that this process has locked, as it is at one moment: databases that this process has open, and the files that
 * they name. Files may be links to the originals, which are never changed in place.
 * @param target a folder that doesn't exist yet, or is empty.
 */
export async function copyFolder(folder: string, target: string): Promise<void> {
  const databases = databasesIn(folder);
  const toTarget = (path: string) => join(target, relative(resolve(folder), path));
  for (const path of databases.keys()) await mkdir(dirname(toTarget(path)), { recursive: true, mode: 0o700 });
  await mkdir(target, { recursive: true, mode: 0o700 });
  // Begun in one turn, so all are copies of the same moment.
  const copies = [...databases].map(([path, database]) => database.copyTo(toTarget(path)));
  const others = copyOthers(
    resolve(folder),
    target,
    new Set([...databases.keys()].flatMap((path) => [path, `${path}-wal`])),
  );
  const all = [...copies, others];
  // The caller deletes the target after a failure, so nothing may still be written to it then.
  await Promise.allSettled(all);
  await Promise.all(all);
}

async function copyOthers(folder: string, target: string, databases: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (LEFT_OUT.test(entry.name) || databases.has(path)) continue;
    await copyEntry(entry, path, join(target, entry.name), databases);
  }
}

async function copyEntry(entry: Dirent, path: string, to: string, databases: ReadonlySet<string>): Promise<void> {
  if (entry.isDirectory()) {
    await mkdir(to, { recursive: true, mode: 0o700 });
    await copyOthers(path, to, databases);
  } else if (entry.isFile()) {
    await linkOrCopy(path, to);
  }
}

/** A link takes no time, so hardly any file is deleted before its turn. Not every file system has links. */
async function linkOrCopy(path: string, to: string): Promise<void> {
  try {
    await link(path, to).catch(() => copyFile(path, to, constants.COPYFILE_FICLONE));
  } catch (error) {
    // Deleted since the folder was listed.
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
