import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runKills } from '../support/chaos/run-kills.js';

/** Longer runs: `npm run chaos -- --kills 200`, and `--faults` for a disturbed connection to Slack. */
it('everything acknowledged holds when all of Rollcall is killed while people act and while it starts', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  try {
    const result = await runKills({ dataDir, moments: ['post', 'start'], seed: 7, settleMs: 90_000 });
    expect(result).toMatchObject({ kills: 2, lost: [], unanswered: [], doubled: [], withoutPicture: [], orphaned: [] });
  } finally {
    await rm(dataDir, { recursive: true });
  }
}, 300_000);
