import { mkdtempSync, rmSync, statfsSync } from 'node:fs';

const MEMORY_FOLDER = '/dev/shm';
/** What the tests have at most at one time, with room to spare. Containers often have only 64 MB of it. */
const NEEDED_BYTES = 2e9;

/**
 * Temporary files of the tests are kept in memory where there is room for it. Rollcall waits until the disk has what it writes, which
 * takes minutes over all tests.
 */
export default function useMemory(): (() => void) | undefined {
  if (!hasRoom()) return undefined;
  const folder = mkdtempSync(`${MEMORY_FOLDER}/rollcall-tests-`);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function hasRoom(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
    return bavail * bsize >= NEEDED_BYTES;
  } catch {
    // There is no such folder.
    return false;
  }
}
