import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemErrorCode } from '../errors.js';
import { describeFolderFailure, FolderInUseError } from './failures.js';

/** In the data folder: the name of the host that uses it. Its time of change shows that the host is alive. */
const FILE = 'host';
const BEAT_MS = 2_000;
/** Two heartbeats and a little more. */
const WATCH_MS = 5_000;

/**
 * Tells other hosts that this one uses a folder. If another one left its name, its file is watched first: a host that was killed
 * no longer changes it. Clocks are not compared. Two hosts that start in the same moment don't notice each other.
 * @returns what ends it.
 * @throws FolderInUseError if another host uses the folder; UserFacingError if it can't be written to.
 */
export async function startHeartbeat(folder: string, { watchMs = WATCH_MS } = {}): Promise<() => void> {
  const file = join(folder, FILE);
  const other = readHost(file);
  if (other !== undefined && other.name !== hostname()) {
    await sleep(watchMs);
    if (readHost(file)?.changedMs !== other.changedMs) throw inUseBy(other.name, folder);
  }
  try {
    writeFileSync(file, hostname(), { mode: 0o600 });
  } catch (error) {
    // On a full disk Rollcall still starts, and says so where it matters.
    if (systemErrorCode(error) !== 'ENOSPC') throw describeFolderFailure(error, folder);
  }
  const beating = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Someone deleted the file or the folder. Whatever writes there next says so.
    }
  }, BEAT_MS);
  beating.unref();
  let isBeating = true;
  return () => {
    clearInterval(beating);
    // By the second call, it may be another's.
    if (isBeating) rmSync(file, { force: true });
    isBeating = false;
  };
}

function readHost(file: string): { readonly name: string; readonly changedMs: number } | undefined {
  try {
    return { name: readFileSync(file, 'utf8'), changedMs: statSync(file).mtimeMs };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw describeFolderFailure(error, file);
  }
}

function inUseBy(host: string, folder: string): FolderInUseError {
  return new FolderInUseError(
    `Rollcall on another computer or in another container (${host}) is using the folder ${folder}. Stop it first, or set ROLLCALL_DATA to a different folder.`,
    { isElsewhere: true },
  );
}
