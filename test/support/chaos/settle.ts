import type { Broken } from './inspect.js';

/** What is still wrong after everything had time to be done. */
export interface Outcome extends Broken {
  readonly orphaned: readonly string[];
}

const CHECK_EVERY_MS = 1_000;
const SAY_EVERY_MS = 60_000;

/**
 * Checks again and again until nothing is wrong, or the time is up.
 * @param say is told every minute what is still wrong.
 */
export async function settle(
  check: () => Promise<Outcome>,
  limitMs: number,
  say: (line: string) => void = () => undefined,
): Promise<Outcome> {
  const startedAt = performance.now();
  let sayAt = startedAt + SAY_EVERY_MS;
  for (;;) {
    const outcome = await check();
    const broken = Object.entries(outcome).filter(([, items]) => items.length > 0);
    const now = performance.now();
    if (broken.length === 0 || now > startedAt + limitMs) return outcome;
    if (now > sayAt) {
      const seconds = Math.round((now - startedAt) / 1_000);
      say(`not settled after ${seconds} s: ${broken.map(([kind, items]) => `${items.length} ${kind}`).join(', ')}`);
      sayAt = now + SAY_EVERY_MS;
    }
    await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY_MS));
  }
}
