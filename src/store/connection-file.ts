import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../errors.js';
import { describeFolderFailure } from './failures.js';

/** In a service's folder: how other programs on this machine reach the process that uses the folder. Backups leave it out. */
const FILE = 'address';

/**
 * Stores how to reach this process, readable by its owner only.
 * @returns what removes it.
 */
export function storeConnection(folder: string, connection: string): () => void {
  const file = join(folder, FILE);
  try {
    writeFileSync(file, connection, { mode: 0o600 });
  } catch (error) {
    // On a full disk the service still starts.
    if (systemErrorCode(error) !== 'ENOSPC') throw describeFolderFailure(error, folder);
  }
  return () => rmSync(file, { force: true });
}

/** What {@link storeConnection} stored; a killed process leaves its own. @returns undefined if there is nothing. */
export function readConnection(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, FILE), 'utf8').trim() || undefined;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw describeFolderFailure(error, folder);
  }
}
