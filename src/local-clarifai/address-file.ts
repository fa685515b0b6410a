import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../errors.js';
import { describeFolderFailure } from '../store/failures.js';

/** In local Clarifai's folder: where the process that uses the folder listens, for other programs on this machine. */
const FILE = 'address';

/**
 * Stores the address while local Clarifai listens there.
 * @returns what removes it.
 */
export function storeAddress(folder: string, address: string): () => void {
  const file = join(folder, FILE);
  try {
    writeFileSync(file, address, { mode: 0o600 });
  } catch (error) {
    // On a full disk it still starts.
    if (systemErrorCode(error) !== 'ENOSPC') throw describeFolderFailure(error, folder);
  }
  return () => rmSync(file, { force: true });
}

/** The stored address, `127.0.0.1:PORT`. A killed process leaves its own. @returns undefined if there is none. */
export function readAddress(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, FILE), 'utf8').trim() || undefined;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw describeFolderFailure(error, folder);
  }
}
