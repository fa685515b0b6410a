import { describe, expect, it } from 'vitest';
import { forgottenAt, isSeenWorthStoring, lapseStep } from '../../src/faces/lapse.js';

const DAY = 24 * 60 * 60_000;
const KEEP_DAYS = 100;
const step = (seen: number, told: number | undefined, today: number) =>
  lapseStep({ seenAt: seen * DAY, toldAt: told === undefined ? undefined : told * DAY }, KEEP_DAYS, today * DAY);

describe('someone who is in no photo', () => {
  it.each([
    [69, undefined, 'keep'],
    [70, undefined, 'tell'],
    [99, 70, 'keep'],
    [100, 70, 'forget'],
  ] as const)('is, on day %i and told on day %s, for: %s', (today, told, expected) => {
    expect(step(0, told, today)).toBe(expected);
  });

  it('is told a month before, also if the time was shortened or Rollcall did not run', () => {
    expect(step(0, undefined, 500)).toBe('tell');
    expect(step(0, 500, 529)).toBe('keep');
    expect(step(0, 500, 530)).toBe('forget');
    expect(forgottenAt({ seenAt: 0, toldAt: undefined }, KEEP_DAYS, 500 * DAY)).toBe(530 * DAY);
    expect(forgottenAt({ seenAt: 0, toldAt: undefined }, KEEP_DAYS, 70 * DAY)).toBe(100 * DAY);
  });

  it('is told again after they were in a photo meanwhile', () => {
    expect(step(80, 70, 100)).toBe('keep');
    expect(step(80, 70, 150)).toBe('tell');
    expect(step(80, 151, 181)).toBe('forget');
  });
});

describe('when someone was seen', () => {
  it('is stored at most once a week', () => {
    expect([undefined, 0, 8].map((stored) => isSeenWorthStoring(stored && stored * DAY, 8 * DAY))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
