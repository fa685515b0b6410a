import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeFolderFailure } from './failures.js';

/**
 * Creates a folder for private data (readable by its owner only) if it is missing, and checks that it can be written to.
 * @throws UserFacingError if it can't be created or written to.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Permission bits aren't reliable, so create a file to find out.
    const probe = join(folder, '.writable');
    closeSync(openSync(probe, 'w', 0o600));
    rmSync(probe, { force: true });
  } catch (error) {
    throw describeFolderFailure(error, folder);
  }
}
