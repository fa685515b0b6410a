import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserFacingError } from '../errors.js';
import { describeFolderFailure } from '../store/failures.js';

/** What a gRPC header can carry, without spaces. */
const KEY_CHARACTERS = /^[!-~]*$/;

/** Where the key of a local Clarifai is kept, readable by its owner only. */
export function keyFile(folder: string): string {
  return join(folder, 'key');
}

/**
 * @returns the key kept in this folder; a random one is made and kept the first time.
 * @throws UserFacingError when it can be neither read nor written.
 */
export function readOrMakeKey(folder: string): string {
  try {
    return readKey(folder) ?? makeKey(folder);
  } catch (error) {
    if (error instanceof UserFacingError) throw error;
    throw describeFolderFailure(error, folder);
  }
}

function readKey(folder: string): string | undefined {
  const path = keyFile(folder);
  if (!existsSync(path)) return undefined;
  chmodSync(path, 0o600);
  const key = readFileSync(path, 'utf8').trim();
  if (!KEY_CHARACTERS.test(key)) {
    throw new UserFacingError(
      `The file ${path} has characters that no key has. Restore it, or delete it and Rollcall will make a new key.`,
    );
  }
  return key === '' ? undefined : key;
}

function makeKey(folder: string): string {
  const path = keyFile(folder);
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
