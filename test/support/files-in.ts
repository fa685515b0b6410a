import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file and its contents. */
export interface ReadFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * All files below a folder that a program may be using: files that are deleted meanwhile are left out. Links are not followed,
 * because one leads to the prepared networks that all tests share.
 */
export function readFilesIn(folder: string): ReadFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    try {
      return [{ path, bytes: readFileSync(path) }];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
}
