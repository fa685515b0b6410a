import type { Clock } from './waiting.js';

/** Fails calls at once while the service does not answer, so that they do not queue up. */
export interface CircuitBreaker {
  /** Whether a call may be sent. While the circuit is open, this is true once every `probeEveryMs`. */
  mayTry(): boolean;
  /** The service answered, even if with an error. */
  answered(): void;
  /** The service did not answer. */
  failed(): void;
}

export interface CircuitOptions {
  /** The circuit opens after at least this many failures in a row… */
  readonly failures: number;
  /** …over at least this time, because calls that fail together are a single failure. */
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
