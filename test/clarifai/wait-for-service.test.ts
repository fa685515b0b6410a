import { describe, expect, it } from 'vitest';
import { ClarifaiError, type ClarifaiErrorKind } from '../../src/clarifai/transport/errors.js';
import { waitForService } from '../../src/clarifai/wait-for-service.js';
import type { Log } from '../../src/log.js';

const failure = (kind: ClarifaiErrorKind) => new ClarifaiError({ kind, rpc: 'GetApp', description: 'no connection' });

/** A check that fails `times` times, and a clock on which only pauses take time. */
function failing(times: number, kind: ClarifaiErrorKind) {
  const lines: string[] = [];
  const keep = (line: string) => {
    lines.push(line);
  };
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
  let time = 0;
  let checks = 0;
  const check = async () => {
    checks++;
    if (checks <= times) throw failure(kind);
    return 'ready';
  };
  const sleep = async (ms: number) => {
    time += ms;
  };
  const result = waitForService(check, { log, now: () => time, sleep });
  return { result, lines, checks: () => checks, minutes: () => time / 60_000 };
}

describe('a start while the face service is away', () => {
  it.each(['unavailable', 'timeout', 'throttled', 'cold'] as const)('waits until %s has passed', async (kind) => {
    const { result, lines } = failing(20, kind);
    expect(await result).toBe('ready');
    expect(lines).toEqual([
      expect.stringMatching(/^The face service isn’t answering\. Rollcall will wait for up to 10 minutes\. GetApp/),
      'The face service is answering again. Rollcall is starting.',
    ]);
  });

  it('ends with the reason when it is still away after ten minutes', async () => {
    const { result, minutes } = failing(Number.POSITIVE_INFINITY, 'unavailable');
    await expect(result).rejects.toMatchObject({ kind: 'unavailable' });
    expect(minutes()).toBe(10);
  });

  it('ends at once when only someone can help, and says nothing when there is no outage', async () => {
    const refused = failing(1, 'auth');
    await expect(refused.result).rejects.toMatchObject({ kind: 'auth' });
    expect(refused.checks()).toBe(1);
    const fine = failing(0, 'unavailable');
    expect(await fine.result).toBe('ready');
    expect([...refused.lines, ...fine.lines]).toEqual([]);
  });
});
