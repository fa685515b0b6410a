/** Calls that may be made at once: as many as Slack's slowest method here allows in a minute (tier 2, `users.conversations`). */
const BURST = 20;
/** From then on one in this many milliseconds: tier 3 (50 a minute), as histories and threads have it. */
const INTERVAL_MS = 1200;

/**
 * Spreads calls as Slack lets many conversations be read (docs.slack.dev/apis/web-api/rate-limits): 20 at once, then 50 a
 * minute. Each call of the result waits until one call may be made.
 * @param deps.now milliseconds since 1970.
 */
export function createThrottle(deps: {
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
}): () => Promise<void> {
  /** When all calls so far would have been made at one per interval. */
  let paidUntilMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nowMs = deps.now();
    paidUntilMs = Math.max(paidUntilMs, nowMs) + INTERVAL_MS;
    const waitMs = paidUntilMs - nowMs - BURST * INTERVAL_MS;
    if (waitMs > 0) await deps.sleep(waitMs);
  };
}
