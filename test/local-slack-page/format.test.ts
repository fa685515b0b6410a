import { describe, expect, it } from 'vitest';
import { explain, SlackRefusal } from '../../src/local-slack/page/slack/errors.js';
import { initials } from '../../src/local-slack/page/state/people.js';
import { dayAndClock, dayName, formatSlackDate } from '../../src/local-slack/page/text/dates.js';
import { replaceEmoji } from '../../src/local-slack/page/text/emoji.js';
import { count, fileSize, listing } from '../../src/local-slack/page/text/format.js';

const now = new Date(2026, 10, 23, 12, 0);
const at = (day: number, hour = 9) => new Date(2026, 10, day, hour, 5);

describe('dates', () => {
  it('are written as people say them', () => {
    expect(dayName(at(23), now)).toBe('Today');
    expect(dayName(at(22, 23), now)).toBe('Yesterday');
    expect(dayName(at(20), now)).toContain('20');
    expect(dayName(new Date(2025, 0, 2), now)).toContain('2025');
    expect(dayAndClock(at(23), now)).toMatch(/^today at 9:05/u);
  });

  it('fill Slack’s format, and keep unknown tokens', () => {
    const seconds = at(23).getTime() / 1000;
    expect(formatSlackDate(seconds, '{date_short_pretty} {what}', 'x', now)).toBe('today {what}');
    expect(formatSlackDate(seconds, '{ago}', 'x', now)).toBe('3 hours ago');
    expect(formatSlackDate(Number.NaN, '{date}', 'some day', now)).toBe('some day');
  });
});

describe('formatting', () => {
  it('counts, lists and file sizes', () => {
    expect([count(1, 'reply', 'replies'), count(3, 'reply', 'replies')]).toEqual(['1 reply', '3 replies']);
    expect([listing([]), listing(['a']), listing(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
    expect([fileSize(10), fileSize(640_000), fileSize(2_440_000)]).toEqual(['1 kB', '640 kB', '2.4 MB']);
  });

  it('replaces known emoji names only', () => {
    expect(replaceEmoji(':tada: :no_such_thing: :+1:')).toBe('🎉 :no_such_thing: 👍');
  });

  it('takes initials from any script, and never fails', () => {
    expect(['Ada Lovelace', 'rené', '李 小龍', '(new) Person', '', '…'].map(initials)).toEqual([
      'AL',
      'R',
      '李小',
      'P',
      '?',
      '?',
    ]);
  });
});

describe('failures', () => {
  it('are explained in one sentence that says what to do', () => {
    expect(explain(new SlackRefusal('dispatch_failed', undefined))).toContain('Check that it’s running');
    expect(explain(new SlackRefusal('odd_code', 'the moon is wrong'))).toBe('That didn’t work: the moon is wrong.');
    expect(explain(new SlackRefusal('odd_code', undefined))).toBe('That didn’t work: odd_code.');
    expect(explain(new TypeError('Failed to fetch'))).toContain('isn’t answering');
  });
});
