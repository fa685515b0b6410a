import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserFacingError } from '../errors.js';
import { describeFolderFailure } from '../store/failures.js';

/** Printable ASCII without spaces, which gRPC headers can carry. */
const KEY_CHARACTERS = /^[!-~]*$/;

/** The path of the file with the key of local Clarifai, readable by its owner only. */
export function keyFile(folder: string): string {
  return join(folder, 'key');
}

/**
 * Reads the key stored in the folder, or creates and stores a random one.
 * @throws UserFacingError if the file can't be read or written, or holds no valid key.
 */
export function readOrCreateKey(folder: string): string {
  try {
    return readKey(folder) ?? createKey(folder);
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
      `The file ${path} has characters that a key can’t have. Restore it, or delete it and Rollcall will make a new key.`,
    );
  }
  return key === '' ? undefined : key;
}

function createKey(folder: string): string {
  const key = randomBytes(24).toString('base64url');
  writeKey(folder, key);
  return key;
}

/** Replaces the key stored in the folder. @throws UserFacingError if the file can't be written. */
export function storeKey(folder: string, key: string): void {
  try {
    writeKey(folder, key);
  } catch (error) {
    throw describeFolderFailure(error, folder);
  }
}

function writeKey(folder: string, key: string): void {
  const path = keyFile(folder);
  // Writing to another file and renaming it leaves no partial key if the process is killed.
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${key}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}
