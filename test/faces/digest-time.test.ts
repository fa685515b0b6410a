import { describe, expect, it } from 'vitest';
import { isDigestHour, isWeekOver } from '../../src/faces/digest-time.js';

const HOUR = 60 * 60_000;
const at = (time: string) => Date.parse(time);
/** 5 January 2026 is a Monday. */
const lastMs = at('2026-01-05T09:20:00Z');
const isDue = (time: string, zoneHours = 0) => isWeekOver(at(time), lastMs) && isDigestHour(at(time), zoneHours * 3600);

describe('a weekly message', () => {
  it('is due in the same hour a week later', () => {
    expect(isDue('2026-01-12T09:05:00Z')).toBe(true);
    expect(isDue('2026-01-12T08:59:59Z')).toBe(false);
    expect(isDue('2026-01-12T10:00:00Z')).toBe(false);
  });

  it('is not due sooner', () => {
    expect(isDue('2026-01-06T09:30:00Z')).toBe(false);
    expect(isDue('2026-01-09T09:30:00Z')).toBe(false);
  });

  it('is due on the next morning if Rollcall was stopped in that hour', () => {
    expect(isDue('2026-01-13T09:30:00Z')).toBe(true);
  });

  it.each([
    ['Tokyo', 9, '2026-01-12T00:30:00Z'],
    ['New York', -5, '2026-01-12T14:30:00Z'],
    ['Kathmandu', 5.75, '2026-01-12T03:20:00Z'],
  ])('is sent in the morning of %s', (_where, zone, time) => {
    expect(isDue(time, zone)).toBe(true);
    expect(isDue(new Date(at(time) + 2 * HOUR).toISOString(), zone)).toBe(false);
    expect(isDue('2026-01-12T09:05:00Z', zone)).toBe(false);
  });

  it.each(['2026-01-17T09:30:00Z', '2026-01-18T09:30:00Z'])('is not sent on a weekend (%s)', (time) => {
    expect(isDue(time)).toBe(false);
  });

  it('is not sent on a day that is a weekend only where the person is', () => {
    // Sunday 23:30 UTC is Monday morning in Auckland; Friday 20:30 UTC is Saturday morning.
    expect(isDue('2026-01-18T20:30:00Z', 13)).toBe(true);
    expect(isDue('2026-01-16T20:30:00Z', 13)).toBe(false);
  });
});
