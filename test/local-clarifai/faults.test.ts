import { describe, expect, it } from 'vitest';
import { readFaults } from '../../src/local-clarifai/faults/faults.js';

describe('readFaults', () => {
  it('reads faults in any order and with any spaces', () => {
    expect(
      readFaults(
        'slow-indexing=2s, failed-inputs=3,throttle=5 , unavailable=500ms,mixed = 2,cold-model=1m,per-picture,' +
          'models-without-version,no-node-inputs,lost-replies=4',
      ),
    ).toEqual({
      slowIndexingMs: 2_000,
      failedInputs: 3,
      throttle: 5,
      unavailableMs: 500,
      mixed: 2,
      coldModelMs: 60_000,
      perPicture: true,
      modelsWithoutVersion: true,
      noNodeInputs: true,
      lostReplies: 4,
    });
    expect(readFaults('')).toEqual({});
  });

  it.each([
    ['slowness', /does not know “slowness”, only slow-indexing=2s, .*lost-replies=3$/],
    ['toString', /does not know “toString”/],
    ['slow-indexing', /cannot use “slow-indexing”; write it like slow-indexing=2s$/],
    ['slow-indexing=2', /write it like slow-indexing=2s$/],
    ['unavailable=-1s', /write it like unavailable=10s$/],
    ['lost-replies=1', /write it like lost-replies=3$/],
    ['throttle=0', /write it like throttle=5$/],
    ['mixed=two', /write it like mixed=2$/],
    ['per-picture=yes', /cannot use “per-picture=yes”; write it like per-picture$/],
    ['mixed=2,mixed=3', /has “mixed” twice$/],
    ['=', /does not know “”/],
  ])('refuses “%s” with one sentence', (written, sentence) => {
    expect(readFaults(written)).toMatch(sentence);
  });
});
