/** Runs work once at a time for each key. Requests that come in meanwhile share its outcome. */
export interface SingleFlight<T> {
  run(key: string, work: () => Promise<T>): Promise<T>;
  isRunning(key: string): boolean;
  /** Makes later requests start again even while earlier work is running. */
  forgetAll(): void;
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const running = new Map<string, Promise<T>>();
  return {
    run(key, work) {
      const current = running.get(key);
      if (current !== undefined) return current;
      const started = work().finally(() => {
        if (running.get(key) === started) running.delete(key);
      });
      running.set(key, started);
      return started;
    },
    isRunning: (key) => running.has(key),
    forgetAll: () => running.clear(),
  };
}

/**
 * Returns a function that runs work for requests one after another. Those that come in during a run are combined into the next one.
 * @param run its failure is that of every request combined into this run, and of no other.
 */
export function createCombinedRuns<T>(
  run: (request: T) => Promise<void>,
  combine: (first: T, second: T) => T,
): (request: T) => Promise<void> {
  let next: { request: T; readonly done: Promise<void> } | undefined;
  let last: Promise<void> = Promise.resolve();
  return (request) => {
    if (next !== undefined) {
      next.request = combine(next.request, request);
      return next.done;
    }
    const done = last
      .catch(() => undefined)
      .then(() => {
        const combined = next?.request ?? request;
        next = undefined;
        return run(combined);
      });
    next = { request, done };
    last = done;
    return done;
  };
}
