import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFolderFailure } from '../../store/failures.js';
import { makeFolder } from '../../store/make-folder.js';

/**
 * Holds pictures from when their arrival is acknowledged until their faces are indexed. They are files, not rows of the
 * database, so that nothing of a picture is left in it.
 */
export interface UploadSpool {
  /**
   * @returns the name to find it by, once the bytes are on the disk.
   * @throws UserFacingError when they cannot be written, because the disk is full, say.
   */
  keep(picture: Uint8Array): Promise<string>;
  read(name: string): Promise<Uint8Array>;
  discard(name: string): Promise<void>;
  /** Discards everything else: what a killed process had begun to write and nobody was told about. */
  discardAllBut(names: readonly string[]): Promise<void>;
}

/** @throws UserFacingError when the folder cannot be used. */
export function openUploadSpool(folder: string): UploadSpool {
  makeFolder(folder);
  const discard = (name: string) => rm(join(folder, name), { force: true });
  return {
    async keep(picture) {
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
      const keep = new Set(names);
      const others = (await readdir(folder)).filter((name) => !keep.has(name));
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

/** A new file survives a power cut only when its folder is on the disk as well. Windows has no such call and no such need. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
