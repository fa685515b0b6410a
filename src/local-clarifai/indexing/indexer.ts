import { EventEmitter } from 'node:events';
import { availableParallelism } from 'node:os';
import { stackOf } from '../../errors.js';
import { DiskFullError } from '../../store/failures.js';
import { FULL_DISK_RETRY_MS } from '../../store/retry-on-full-disk.js';
import { SEVERAL_APPS } from '../tables/tables.js';
import { type IndexingOptions, indexInput } from './index-input.js';

/** Finds the faces of new inputs in the background, in order of arrival. */
export interface Indexer {
  /** Queues inputs by their keys. Indexing starts after the caller has been answered. */
  add(inputKeys: readonly number[]): void;
  /** Waits until these inputs are indexed, or as long as said. Does not wait for inputs that are not queued. */
  waitFor(
    inputKeys: readonly number[],
    until: { readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Queues the inputs that an earlier process left unfinished. */
  resume(): Promise<void>;
  /** Stops at once. Unfinished inputs, including those in progress, are indexed after the next start. */
  close(): Promise<void>;
}

/** Creates an indexer. If the disk is full, it tries again until there is space. */
export function createIndexer(options: IndexingOptions): Indexer {
  const { tables, log } = options;
  const closing = new AbortController();
  const queue: number[] = [];
  const inProgress = new Set<number>();
  const waitingForSpace: number[] = [];
  const unfinished = new Set<number>();
  /** Emits 'end' whenever an input is finished, and when the indexer closes. */
  const events = new EventEmitter().setMaxListeners(0);
  let retryTimer: NodeJS.Timeout | undefined;
  let isFullDiskLogged = false;

  function startMore(): void {
    // The engine has its own queue and workers; a few inputs at a time keep it busy while others are fetched or stored.
    while (!closing.signal.aborted && inProgress.size < availableParallelism()) {
      const pk = queue.shift();
      if (pk === undefined) return;
      inProgress.add(pk);
      indexInput(options, pk, closing.signal)
        .then(async (uploadedFile) => {
          finish(pk);
          if (uploadedFile !== undefined) await options.uploadSpool.discard(uploadedFile);
        })
        .catch((error: unknown) => {
          if (error instanceof DiskFullError) return waitForSpace(pk);
          finish(pk);
          log.error(`Indexing an input failed: ${stackOf(error)}`);
        })
        .finally(() => {
          inProgress.delete(pk);
          startMore();
        });
    }
  }

  function waitForSpace(pk: number): void {
    waitingForSpace.push(pk);
    retryTimer ??= setTimeout(retry, FULL_DISK_RETRY_MS).unref();
  }

  function retry(): void {
    retryTimer = undefined;
    const keys = waitingForSpace.splice(0);
    queueAgain(keys).catch((error: unknown) => {
      for (const pk of keys) waitForSpace(pk);
      if (!isFullDiskLogged) log.error(error instanceof DiskFullError ? error.message : stackOf(error));
      isFullDiskLogged = true;
    });
  }

  async function queueAgain(keys: readonly number[]): Promise<void> {
    await tables.transaction(SEVERAL_APPS, async (tables) => {
      for (const pk of keys) await tables.indexing.undoBegin(pk);
    });
    isFullDiskLogged = false;
    queue.push(...keys);
    startMore();
  }

  function finish(pk: number): void {
    unfinished.delete(pk);
    events.emit('end');
  }

  function enqueue(keys: readonly number[]): void {
    queue.push(...keys);
    for (const pk of keys) unfinished.add(pk);
  }

  return {
    add(keys) {
      enqueue(keys);
      setImmediate(startMore);
    },
    waitFor(keys, { waitMs, signal }) {
      const isOver = () => closing.signal.aborted || signal.aborted || keys.every((pk) => !unfinished.has(pk));
      if (waitMs === 0 || isOver()) return Promise.resolve();
      return new Promise((resolve) => {
        const stop = () => {
          clearTimeout(timer);
          events.off('end', check);
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const check = () => isOver() && stop();
        const timer = setTimeout(stop, waitMs);
        events.on('end', check);
        signal.addEventListener('abort', stop);
      });
    },
    async resume() {
      enqueue(await tables.indexing.unsettled());
      startMore();
    },
    async close() {
      closing.abort();
      events.emit('end');
      clearTimeout(retryTimer);
      for (const pk of inProgress) await tables.indexing.undoBegin(pk);
    },
  };
}
