import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file with what is in it. */
export interface ReadFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * Every file below a folder that a program may be at work in: what goes while it is read is left out. Links are not followed;
 * the prepared networks, which all tests share, are behind one.
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
