import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Returns a function that lets one caller after the other go on, each in a later turn of the event loop; at once if none waits.
 * Bolt acknowledges an event before its middleware runs, so whatever arrives in between is acknowledged before the work of earlier
 * events begins. In a burst of events, Slack would otherwise wait for all of that work, and send the events again after three seconds.
 */
export function createEventTurns(): () => Promise<void> {
  /** Resolves when the next caller may go on; undefined if it may at once. */
  let free: Promise<void> | undefined;
  return () => {
    const turn = free ?? Promise.resolve();
    const next = turn
      .then(() => nextTurn())
      .then(() => {
        if (free === next) free = undefined;
      });
    free = next;
    return turn;
  };
}
