import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from '../../../src/clarifai/transport/circuit-breaker.js';

const OPTIONS = { failures: 3, overMs: 1_000, probeEveryMs: 500 };

function open() {
  let now = 0;
  const circuit = createCircuitBreaker(OPTIONS, { now: () => now, sleep: async () => {} });
  return {
    circuit,
    wait: (ms: number) => {
      now += ms;
    },
    /** So many failures, that far apart. */
    fail(times: number, apartMs = 0) {
      for (let failure = 0; failure < times; failure += 1) {
        if (failure > 0) now += apartMs;
        circuit.failed();
      }
    },
  };
}

describe('the circuit breaker', () => {
  it('lets calls through as long as the service answers', () => {
    const { circuit } = open();
    circuit.answered();
    expect(circuit.mayTry()).toBe(true);
  });

  it('takes calls that fail together for a single failure', () => {
    const { circuit, fail } = open();
    fail(50);
    expect(circuit.mayTry()).toBe(true);
  });

  it('lets calls through after few failures, however far apart', () => {
    const { circuit, fail } = open();
    fail(2, 60_000);
    expect(circuit.mayTry()).toBe(true);
  });

  it('opens after enough failures over enough time', () => {
    const { circuit, fail } = open();
    fail(3, 500);
    expect(circuit.mayTry()).toBe(false);
  });

  it('lets one call through at a time to see whether the service is back', () => {
    const { circuit, fail, wait } = open();
    fail(3, 500);
    wait(499);
    expect(circuit.mayTry()).toBe(false);
    wait(1);
    expect([circuit.mayTry(), circuit.mayTry()]).toEqual([true, false]);
    circuit.failed();
    wait(500);
    expect(circuit.mayTry()).toBe(true);
  });

  it('closes with the first answer, and counts from the beginning', () => {
    const { circuit, fail, wait } = open();
    fail(3, 500);
    circuit.answered();
    expect([circuit.mayTry(), circuit.mayTry()]).toEqual([true, true]);
    wait(10_000);
    fail(2, 5_000);
    expect(circuit.mayTry()).toBe(true);
  });
});
