import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Returns a function that resolves for one caller after the other, in a turn of the event loop each. Bolt acknowledges an event
 * before its middleware runs, so whatever arrives in between is acknowledged before the work of earlier events begins. In a
 * burst of events, Slack would otherwise wait for all of that work, and send the events again after three seconds.
 */
export function createEventTurns(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => nextTurn());
    return last;
  };
}
