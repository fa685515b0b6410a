import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.js';
import { isPassing } from './transport/errors.js';

/** In ms. After this, someone has to look: the address may be wrong, for example. */
const LIMIT_MS = 10 * 60_000;
/** In ms. A check takes a while itself, because its calls are repeated. */
const PAUSE_MS = 5_000;

/**
 * Repeats a check while the face service is unavailable, for at most ten minutes, so that a restart during a short outage does not
 * fail. The log says once why the start is waiting.
 * @throws the failure of the check if it does not pass by itself, or is still there after the limit.
 */
export async function waitForService<T>(
  check: () => Promise<T>,
  {
    log,
    now = () => performance.now(),
    sleep = (ms) => delay(ms),
  }: { readonly log: Log; readonly now?: () => number; readonly sleep?: (ms: number) => Promise<unknown> },
): Promise<T> {
  const startedAt = now();
  for (let isTold = false; ; isTold = true) {
    try {
      const result = await check();
      if (isTold) log.info('The face service is answering again. Rollcall is starting.');
      return result;
    } catch (error) {
      if (!isPassing(error) || now() - startedAt >= LIMIT_MS) throw error;
      const minutes = LIMIT_MS / 60_000;
      if (!isTold) {
        log.warn(`The face service isn’t answering. Rollcall will wait for up to ${minutes} minutes. ${error.message}`);
      }
      await sleep(PAUSE_MS);
    }
  }
}
