import type { Log } from '../log.js';
import { DiskFullError } from './failures.js';

/** A full disk is emptied by a person: a few seconds more make no difference to them. */
const RETRY_MS = 5000;

export interface RetriedWork {
  /** Does the work now, and again later if the disk is full. @throws any other error of it. */
  run(): void;
  /** Ends trying again. */
  stop(): void;
}

/**
 * Work in the background that writes to the disk, such as a timer's. Nobody is there to hear that the disk is full, so the log says it,
 * once until the work succeeds.
 */
export function onceThereIsRoom(work: () => void, log: Log, retryMs = RETRY_MS): RetriedWork {
  let timer: NodeJS.Timeout | undefined;
  let isTold = false;

  function run(): void {
    clearTimeout(timer);
    timer = undefined;
    try {
      work();
      isTold = false;
    } catch (error) {
      if (!(error instanceof DiskFullError)) throw error;
      if (!isTold) log.error(error.message);
      isTold = true;
      timer = setTimeout(run, retryMs).unref();
    }
  }

  return { run, stop: () => clearTimeout(timer) };
}
