import { stackOf } from '../../errors.js';
import type { Log } from '../../log.js';
import { DiskFullError } from '../../store/failures.js';
import { FULL_DISK_RETRY_MS } from '../../store/retry-on-full-disk.js';
import { groupBy } from '../group-by.js';
import type { UploadSpool } from '../pictures/upload-spool.js';
import type { Tables } from '../tables/tables.js';

/** Deletes inputs that are marked as deleting (tables/inputs.ts), with everything stored about them. */
export interface InputDeletions {
  /** Deletes them now. */
  run(): Promise<void>;
  /** Deletes them after the caller has been answered. If the disk is full, tries again until there is space. */
  runSoon(): void;
  /** Waits for deletions in progress. */
  close(): Promise<void>;
}

/** Creates the deletions. None runs until one of the methods is called. */
export function createInputDeletions(options: {
  readonly tables: Tables;
  readonly uploadSpool: UploadSpool;
  readonly log: Log;
}): InputDeletions {
  const { tables, uploadSpool, log } = options;
  const inProgress = new Set<Promise<void>>();
  let closing = false;

  async function run(): Promise<void> {
    const marked = await tables.inputs.deleting();
    if (marked.length === 0) return;
    for (const [app, inputs] of groupBy(marked, (input) => input.app)) {
      await tables.transaction(app, async (tables) => {
        for (const input of inputs) await tables.inputs.remove(input.pk);
      });
    }
    await tables.purge();
    await Promise.all(marked.map((input) => input.waiting_file && uploadSpool.discard(input.waiting_file)));
  }

  function runSoon(): void {
    setImmediate(() => closing || track(run()));
  }

  function track(deletion: Promise<void>): void {
    const tracked = deletion
      .catch((error: unknown) => {
        log.error(`Deleting inputs failed: ${stackOf(error)}`);
        if (error instanceof DiskFullError) setTimeout(runSoon, FULL_DISK_RETRY_MS).unref();
      })
      .finally(() => inProgress.delete(tracked));
    inProgress.add(tracked);
  }

  return {
    run,
    runSoon,
    async close() {
      closing = true;
      await Promise.all(inProgress);
    },
  };
}
