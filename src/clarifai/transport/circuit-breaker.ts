import type { Clock } from './waiting.js';

/** Keeps calls from queueing up for a service that has not answered for a while. */
export interface CircuitBreaker {
  /** Whether a call may be tried. While the circuit is open that is true for one call at a time, every `probeEveryMs`. */
  mayTry(): boolean;
  /** The service answered, whatever it said. */
  answered(): void;
  /** The service did not answer. */
  failed(): void;
}

export interface CircuitOptions {
  /** The circuit opens after at least so many failures in a row… */
  readonly failures: number;
  /** …over at least so long: many calls failing in the same moment are one hiccup. */
  readonly overMs: number;
  readonly probeEveryMs: number;
}

export function createCircuitBreaker(options: CircuitOptions, clock: Clock): CircuitBreaker {
  let failures = 0;
  let failingSince = 0;
  let nextProbeAt: number | undefined;

  return {
    mayTry() {
      if (nextProbeAt === undefined) return true;
      if (clock.now() < nextProbeAt) return false;
      nextProbeAt = clock.now() + options.probeEveryMs;
      return true;
    },
    answered() {
      failures = 0;
      nextProbeAt = undefined;
    },
    failed() {
      if (failures === 0) failingSince = clock.now();
      failures += 1;
      const open = failures >= options.failures && clock.now() - failingSince >= options.overMs;
      if (open) nextProbeAt = clock.now() + options.probeEveryMs;
    },
  };
}
