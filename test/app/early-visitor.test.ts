import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freePort, startRollcall } from '../support/rollcall-process.js';

/** Asks for the page until somebody listens there. @returns the status of the first request that was accepted. */
async function knock(url: string): Promise<number> {
  for (;;) {
    try {
      return (await fetch(url, { signal: AbortSignal.timeout(20_000) })).status;
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') throw error;
      await sleep(2);
    }
  }
}

it('answers whoever opens the page the moment it can be reached', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  const port = await freePort();
  const knocking = knock(`http://127.0.0.1:${port}/`);
  const rollcall = await startRollcall({ ROLLCALL_DATA: folder, PORT: String(port) });
  expect(await knocking).toBe(200);
  expect(await rollcall.stop()).toBe(0);
  await rm(folder, { recursive: true });
});
