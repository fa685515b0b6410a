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
