import type { Log } from '../log.js';
import { DiskFullError } from './failures.js';

/** Someone has to free the disk, so trying every few seconds is enough. */
const RETRY_MS = 5000;

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
 * Retries background work that writes to the disk, such as a timer's. A full disk is logged once until the work succeeds.
 */
export function onceThereIsRoom(work: () => void, log: Log, retryMs = RETRY_MS): RetriedWork {
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
