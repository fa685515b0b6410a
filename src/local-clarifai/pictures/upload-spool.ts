import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFolderFailure } from '../../store/failures.js';
import { makeFolder } from '../../store/make-folder.js';

/**
 * Holds uploaded pictures until they are indexed. They are files and not rows, so that no picture data stays in the
 * database.
 */
export interface UploadSpool {
  /**
   * Stores a picture durably.
   * @returns the name of its file.
   * @throws UserFacingError if it can't be written, for example because the disk is full.
   */
  add(picture: Uint8Array): Promise<string>;
  read(name: string): Promise<Uint8Array>;
  discard(name: string): Promise<void>;
  /** Discards all other files, which a killed process left before it stored their names. */
  discardAllBut(names: readonly string[]): Promise<void>;
}

/**
 * Opens a spool, creating its folder if it is missing.
 * @throws UserFacingError if the folder can't be used.
 */
export function openUploadSpool(folder: string): UploadSpool {
  makeFolder(folder);
  const discard = (name: string) => rm(join(folder, name), { force: true });
  return {
    async add(picture) {
      const name = randomUUID();
      try {
        await writeDurably(join(folder, name), picture);
        await syncFolder(folder);
      } catch (error) {
        await discard(name);
        throw describeFolderFailure(error, folder);
      }
      return name;
    },
    read: (name) => readFile(join(folder, name)),
    discard,
    async discardAllBut(names) {
      const wanted = new Set(names);
      const others = (await readdir(folder)).filter((name) => !wanted.has(name));
      await Promise.all(others.map(discard));
    },
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A new file survives a power cut only if its folder is synced, too. Windows can't sync folders and doesn't need to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
