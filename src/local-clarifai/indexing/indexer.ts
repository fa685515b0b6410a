import { EventEmitter } from 'node:events';
import { availableParallelism } from 'node:os';
import { stackOf } from '../../errors.js';
import { DiskFullError } from '../../store/failures.js';
import { isPassing } from '../../store/postgres/failures.js';
import { FULL_DISK_RETRY_MS } from '../../store/retry-on-full-disk.js';
import { type IndexingOptions, indexInput } from './index-input.js';
import { waitUntil } from './wait-until.js';

/** Finds the faces of new inputs in the background, in order of arrival. */
export interface Indexer {
  /** Queues inputs by their keys. Indexing starts after the caller has been answered. */
  add(inputKeys: readonly number[]): void;
  /** Waits until these inputs are indexed, by whichever server, or as long as said. Does not wait for inputs that are not queued. */
  waitFor(
    inputKeys: readonly number[],
    until: { readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Begins, first with the inputs that an earlier process left unfinished. */
  start(): Promise<void>;
  /** Stops at once. Unfinished inputs, including those in progress, are indexed by another server, or after the next start. */
  close(): Promise<void>;
}

/** Creates an indexer. If the disk is full, or the database away, it tries again until it can store something. */
export function createIndexer(options: IndexingOptions): Indexer {
  const { jobs, log } = options;
  const closing = new AbortController();
  const inProgress = new Set<number>();
  const waitingForStore: number[] = [];
  /** Emits 'finished' whenever an input may be finished, and when the indexer closes. */
  const events = new EventEmitter().setMaxListeners(0);
  let isTaking = false;
  let isAskedAgain = false;
  let retryTimer: NodeJS.Timeout | undefined;
  let isFailureLogged = false;

  function startMore(): void {
    isAskedAgain = true;
    if (isTaking) return;
    isTaking = true;
    takeAll()
      .catch(logOnce)
      .finally(() => {
        isTaking = false;
      });
  }

  async function takeAll(): Promise<void> {
    while (isAskedAgain) {
      isAskedAgain = false;
      // The engine has its own queue and workers; a few inputs at a time keep it busy while others are fetched or stored.
      const free = availableParallelism() - inProgress.size;
      if (closing.signal.aborted || free <= 0) return;
      for (const pk of await jobs.take(free)) index(pk);
    }
  }

  function index(pk: number): void {
    inProgress.add(pk);
    indexInput(options, pk, closing.signal)
      .then(async (uploadedFile) => {
        await jobs.finish(pk);
        if (uploadedFile !== undefined) await options.uploadSpool.discard(uploadedFile);
      })
      .catch(async (error: unknown) => {
        if (isPassing(error)) return waitForStore(pk);
        log.error(`Indexing an input failed: ${stackOf(error)}`);
        await jobs.finish(pk);
      })
      .catch(logOnce)
      .finally(() => {
        inProgress.delete(pk);
        startMore();
      });
  }

  function waitForStore(pk: number): void {
    waitingForStore.push(pk);
    retryTimer ??= setTimeout(retry, FULL_DISK_RETRY_MS).unref();
  }

  function retry(): void {
    retryTimer = undefined;
    const keys = waitingForStore.splice(0);
    jobs.release(keys).then(
      () => {
        isFailureLogged = false;
        startMore();
      },
      (error: unknown) => {
        for (const pk of keys) waitForStore(pk);
        logOnce(error);
      },
    );
  }

  function logOnce(error: unknown): void {
    if (isFailureLogged && isPassing(error)) return;
    isFailureLogged = isPassing(error);
    log.error(error instanceof DiskFullError ? error.message : `Indexing failed: ${stackOf(error)}`);
  }

  return {
    add: (keys) => jobs.add(keys),
    async waitFor(keys, { waitMs, signal }) {
      if (waitMs === 0) return;
      const isOver = async () => closing.signal.aborted || !(await jobs.areUnfinished(keys));
      await waitUntil(isOver, { events, event: 'finished', waitMs, pollMs: jobs.pollMs, signal });
    },
    start: () => jobs.start({ work: startMore, finished: () => events.emit('finished') }),
    async close() {
      closing.abort();
      events.emit('finished');
      clearTimeout(retryTimer);
      await jobs.close();
      await jobs.release([...inProgress, ...waitingForStore]).catch(logOnce);
    },
  };
}
