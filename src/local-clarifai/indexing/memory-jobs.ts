import { SEVERAL_APPS, type Tables } from '../tables/tables.js';
import type { JobSource } from './job-source.js';

/** The inputs of an embedded database, which no other process has. */
export function createMemoryJobs(tables: Tables): JobSource {
  const queue: number[] = [];
  const unfinished = new Set<number>();
  let onWork = () => {};
  let onFinished = () => {};

  function enqueue(keys: readonly number[]): void {
    queue.push(...keys);
    for (const key of keys) unfinished.add(key);
  }

  return {
    pollMs: undefined,
    /** Begins with what an earlier process left unfinished. */
    async start(on) {
      onWork = on.work;
      onFinished = on.finished;
      enqueue(await tables.indexing.unsettled());
      onWork();
    },
    add(keys) {
      enqueue(keys);
      setImmediate(onWork);
    },
    async take(limit) {
      const keys = queue.splice(0, limit);
      for (const key of keys) await tables.indexing.begin(key);
      return keys;
    },
    async release(keys) {
      await tables.transaction(SEVERAL_APPS, async (tables) => {
        for (const key of keys) await tables.indexing.undoBegin(key);
      });
      queue.push(...keys);
    },
    async finish(key) {
      unfinished.delete(key);
      onFinished();
    },
    isTaken: () => Promise.resolve(true),
    areUnfinished: (keys) => Promise.resolve(keys.some((key) => unfinished.has(key))),
    close: () => Promise.resolve(),
  };
}
