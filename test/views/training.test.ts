import { describe, expect, it } from 'vitest';
import type { PersonTraining, TrainingReport } from '../../src/faces/model.js';
import { buildTrainingReport, describeStatus } from '../../src/views/training.js';
import { person } from '../support/face-rows.js';
import { expectAcceptedBySlack } from '../support/slack-rules.js';

const row = (name: string, tags: number, tagsBefore?: number): PersonTraining => ({
  person: person(name),
  tags,
  tagsBefore,
});

function report(overrides: Partial<TrainingReport> = {}): TrainingReport {
  return {
    people: [row('Ada Lovelace', 5, 3), row('Alan Turing', 2, 2), row('Grace Hopper', 1)],
    gone: [],
    previousAt: new Date('2026-11-20T10:00:00Z'),
    tookMs: 2345,
    ...overrides,
  };
}

describe('the report of a training', () => {
  it('names people, tags, changes, who has too few, and how long it took', () => {
    const { text, blocks } = buildTrainingReport(report({ gone: [person('Charles Babbage')] }));
    expect(text).toBe(
      [
        'Training is done: I know 3 people from 8 tags. It took 2.3 s.',
        '• Ada Lovelace: 5 tags (+2)',
        '• Alan Turing: 2 tags',
        '• Grace Hopper: 1 tag (new)',
        'Since the training of <!date^1795168800^{date_short_pretty} {time}|2026-11-20 10:00 UTC>: ' +
          '1 new person, 3 more tags and nobody is named Charles Babbage any more.',
        'Too few tags to be reliable: Grace Hopper. Name them on at least 2 different photos.',
      ].join('\n'),
    );
    expectAcceptedBySlack(blocks ?? []);
  });

  it('compares with nothing the first time', () => {
    const { text } = buildTrainingReport(report({ people: [row('Ada', 2)], previousAt: undefined }));
    expect(text).toContain('This was the first training.');
    expect(text).toContain('• Ada: 2 tags\n');
    expect(text).not.toContain('new');
    expect(text).not.toContain('Too few');
  });

  it('says so when nothing changed, and when tags were taken back', () => {
    expect(buildTrainingReport(report({ people: [row('Ada', 2, 2)] })).text).toContain(': no change.');
    const fewer = buildTrainingReport(report({ people: [row('Ada', 2, 3)] })).text;
    expect(fewer).toContain('• Ada: 2 tags (−1)');
    expect(fewer).toContain(': 1 fewer tag.');
  });

  it('fits into a message with a thousand people, and says how many are left out', () => {
    const people = Array.from({ length: 1000 }, (_, index) => row(`${'Somebody & Somebody '.repeat(3)} ${index}`, 1));
    const { text, blocks } = buildTrainingReport(report({ people }));
    expectAcceptedBySlack(blocks ?? []);
    expect(text).toMatch(/… and \d+ more people\./);
  });

  it.each([
    [950, '0.9 s'],
    [59_400, '59 s'],
    [600_000, '10 min'],
  ])('tells %s ms as %s', (tookMs, words) => {
    expect(buildTrainingReport(report({ tookMs })).text).toContain(`It took ${words}.`);
  });
});

describe('the status', () => {
  const last = { at: new Date(1_700_000_000_000), trainedBy: 'UADA00000', people: 2, tags: 5 };
  const nothing = { last: undefined, now: { people: 0, tags: 0 }, tagsSince: 0 };

  it('says what to do first when nobody has been named', () => {
    expect(describeStatus({ state: nothing, isRunning: false })).toBe(
      'I know nobody yet: say who is who in the thread of a photo.',
    );
  });

  it('says what there is to learn before the first training', () => {
    const state = { last: undefined, now: { people: 2, tags: 5 }, tagsSince: 5 };
    expect(describeStatus({ state, isRunning: false })).toBe(
      'I have not been trained yet. So far 5 faces were named, of 2 people.\nRun `/train-faces` and I learn from them.',
    );
  });

  it('says when, by whom and from what it was trained, and what came since', () => {
    const state = { last, now: { people: 3, tags: 6 }, tagsSince: 1 };
    expect(describeStatus({ state, isRunning: false })).toBe(
      'Last trained <!date^1700000000^{date_short_pretty} {time}|2023-11-14 22:13 UTC> by <@UADA00000>: ' +
        'I know 2 people from 5 tags. Since then 1 face was named.\nRun `/train-faces` and I learn from them.',
    );
  });

  it('asks for nothing while a training runs, or when there is nothing new', () => {
    const upToDate = { last, now: { people: 2, tags: 5 }, tagsSince: 0 };
    expect(describeStatus({ state: upToDate, isRunning: false })).toMatch(/No face was named since\.$/);
    const running = describeStatus({ state: { ...upToDate, tagsSince: 3 }, isRunning: true });
    expect(running).toMatch(/^A training is running\./);
    expect(running).not.toContain('Run `');
  });

  it('leaves out who trained when another program left something else as that', () => {
    const state = { last: { ...last, trainedBy: 'somebody<b>' }, now: last, tagsSince: 0 };
    expect(describeStatus({ state, isRunning: false })).toContain('UTC>: I know 2 people');
  });
});
