/** Calls that may be made at once: as many as Slack's slowest method here allows in a minute (tier 2, `users.conversations`). */
const BURST = 20;
/** From then on one in this many milliseconds: the pace of tier 3 (50 a minute), as histories and threads have it. */
const REST_MS = 1200;

/**
 * The pace at which Slack lets many conversations be read (docs.slack.dev/apis/web-api/rate-limits), so that catching up
 * takes nothing from those who wait for an answer. Each call of the result is worth one call to Slack.
 */
export function createThrottle({
  sleep,
  now,
}: {
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
}): () => Promise<void> {
  const startedAt = now();
  let calls = 0;
  return async () => {
    calls += 1;
    const waitMs = startedAt + Math.max(0, calls - BURST) * REST_MS - now();
    if (waitMs > 0) await sleep(waitMs);
  };
}
