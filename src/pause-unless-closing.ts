import type { Deps } from './deps.js';
import { StoppingError } from './errors.js';

/** How often, in ms, a pause checks whether Rollcall is stopping. */
const SLICE_MS = 1_000;

/**
 * Waits before something is tried again. Running work gets time to finish when Rollcall is told to stop, but a pause would not finish
 * anyway.
 * @throws StoppingError as soon as Rollcall is told to stop.
 */
export async function pauseUnlessClosing(deps: Pick<Deps, 'sleep' | 'isClosing'>, ms: number): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= SLICE_MS) {
    if (deps.isClosing()) throw new StoppingError('Rollcall stopped while it waited to try again.');
    await deps.sleep(Math.min(SLICE_MS, leftMs));
  }
}
