/** Work that waits for a quiet moment, so that it does not keep people waiting for what they are doing now. */
export interface QuietWork {
  /** Does the work once nobody asked for it for a moment, or after some seconds at the latest. */
  soon(): void;
  /** Forgets what was asked for. */
  stop(): void;
}

/** In ms: longer than Rollcall takes to answer a photo. */
const QUIET_MS = 1_000;
/** In ms: how long the work waits at most, however busy it is. */
const LATEST_MS = 5_000;

/** Wraps work that may be done once for any number of requests. */
export function whenQuiet(work: () => void): QuietWork {
  let timer: NodeJS.Timeout | undefined;
  let dueAt: number | undefined;

  function run(): void {
    timer = undefined;
    dueAt = undefined;
    work();
  }

  return {
    soon() {
      const now = performance.now();
      dueAt ??= now + LATEST_MS;
      clearTimeout(timer);
      timer = setTimeout(run, Math.min(QUIET_MS, dueAt - now)).unref();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
