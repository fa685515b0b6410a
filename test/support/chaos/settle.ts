import type { Broken } from './inspect.js';

/** What is still wrong after everything had time to be done. */
export interface Outcome extends Broken {
  readonly orphaned: readonly string[];
}

const CHECK_EVERY_MS = 1_000;

/** Checks again and again until nothing is wrong, or the time is up. */
export async function settle(check: () => Promise<Outcome>, limitMs: number): Promise<Outcome> {
  const until = performance.now() + limitMs;
  for (;;) {
    const outcome = await check();
    const isFine = Object.values(outcome).every((broken) => broken.length === 0);
    if (isFine || performance.now() > until) return outcome;
    await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS));
  }
}
