import type { Log } from '../log.js';
import { DiskFullError } from './failures.js';

/** How long to wait before trying again after the disk was full. Someone has to free space first, so a few seconds are enough. */
export const FULL_DISK_RETRY_MS = 5000;

/** Work that is repeated while the disk is full. */
export interface RetriedWork {
  /**
   * Does the work now, and again later if the disk is full.
   * @throws any other error of the work.
   */
  run(): void;
  /** Stops trying again. */
  stop(): void;
}

/**
 * Wraps background work that writes to the disk, so that it is repeated until the disk has space. A full disk is logged only once
 * until the work succeeds.
 * @param retryMs milliseconds between attempts.
 */
export function retryOnFullDisk(work: () => void, log: Log, retryMs = FULL_DISK_RETRY_MS): RetriedWork {
  let timer: NodeJS.Timeout | undefined;
  let isLogged = false;

  function run(): void {
    clearTimeout(timer);
    timer = undefined;
    try {
      work();
      isLogged = false;
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
      if (!isLogged) log.error(error.message);
      isLogged = true;
      timer = setTimeout(run, retryMs).unref();
    }
  }

  return { run, stop: () => clearTimeout(timer) };
}
