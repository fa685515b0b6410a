const MINUTE_MS = 60_000;

/** Slack's rate limits, and what was called within them. */
export interface RateLimits {
  /** @returns the seconds to wait, if the method was called too often. */
  limit(method: string): number | undefined;
  /** How often each method was called since the last call of this. */
  takeCounts(): ReadonlyMap<string, number>;
}

/** @param perMinute the calls a minute that each of these methods allows; others are not limited. */
export function createRateLimits(perMinute: Readonly<Record<string, number>>): RateLimits {
  const counts = new Map<string, number>();
  const recent = new Map<string, readonly number[]>();
  return {
    limit(method) {
      const allowed = perMinute[method] ?? Number.POSITIVE_INFINITY;
      const now = performance.now();
      const calls = (recent.get(method) ?? []).filter((at) => now - at < MINUTE_MS);
      if (calls.length >= allowed) return Math.ceil((MINUTE_MS - (now - (calls[0] ?? now))) / 1000);
      recent.set(method, [...calls, now]);
      counts.set(method, (counts.get(method) ?? 0) + 1);
      return undefined;
    },
    takeCounts() {
      const taken = new Map(counts);
      counts.clear();
      return taken;
    },
  };
}
