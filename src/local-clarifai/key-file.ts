import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Where the key of a local Clarifai is kept, readable by its owner only. */
export function keyFile(folder: string): string {
  return join(folder, 'key');
}

/** @returns the key kept in this folder; a random one is made and kept the first time. */
export function readOrMakeKey(folder: string): string {
  const path = keyFile(folder);
  try {
    const key = readFileSync(path, 'utf8').trim();
    if (key !== '') {
      chmodSync(path, 0o600);
      return key;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = randomBytes(24).toString('base64url');
  // Written beside and then renamed: a process killed in between leaves no half of a key.
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${key}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
  return key;
}
