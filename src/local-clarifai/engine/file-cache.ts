import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** A cache of files that take long to compute. */
export interface FileCache {
  /** The content stored under this name. If there is none, stores and returns the result of `make`. Rejects only if `make` does. */
  load(name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array>;
  /** Whether there is content under this name, damaged or not. */
  has(name: string): boolean;
}

const CHECKSUM_BYTES = 4;

/**
 * A file that is damaged (by a full disk or a power failure, say) is made again. A folder that cannot be written only costs time.
 * @param folder created if missing.
 * @param warn called once if the folder cannot be written.
 */
export function createFileCache(folder: string, warn: (message: string) => void): FileCache {
  let hasWarned = false;
  const fileOf = (name: string) => path.join(folder, `${name}.crc`);
  return {
    has: (name) => existsSync(fileOf(name)),
    async load(name, make) {
      const file = fileOf(name);
      const kept = await readChecked(file);
      if (kept !== undefined) return kept;

      const made = await make();
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeChecked(file, made);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!hasWarned) {
          warn(`The face engine can’t store its networks in ${folder} (${reason}), so every start will take longer.`);
        }
        hasWarned = true;
      }
      return made;
    },
  };
}

/** The content of a file written by {@link writeChecked}; undefined if it is missing or damaged. */
async function readChecked(file: string): Promise<Uint8Array | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return undefined;
  }
  if (bytes.length <= CHECKSUM_BYTES) return undefined;
  const content = bytes.subarray(CHECKSUM_BYTES);
  return crc32(content) === bytes.readUInt32LE(0) ? content : undefined;
}

/** Writes to a temporary file first, so that no one reads half a file. */
async function writeChecked(file: string, content: Uint8Array): Promise<void> {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(content), 0);
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, [checksum, content], { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
