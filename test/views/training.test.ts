import { describe, expect, it } from 'vitest';
import { describePromotion, describeStatus, describeUndo } from '../../src/views/training.js';

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

  it('tells of a newer model that is not used', () => {
    const setAsideAt = new Date(1_800_000_000_000);
    const state = { last, setAsideAt, now: { people: 2, tags: 5 }, tagsSince: 0 };
    expect(describeStatus({ state, isRunning: false })).toMatch(
      /\nA newer model, trained <!date\^1800000000.* is put aside: `\/train-faces promote` uses it\.$/,
    );
  });

  it('leaves out who trained when another program left something else as that', () => {
    const state = { last: { ...last, trainedBy: 'somebody<b>' }, now: last, tagsSince: 0 };
    expect(describeStatus({ state, isRunning: false })).toContain('UTC>: I know 2 people');
  });
});

describe('going back to another model', () => {
  const change = { kind: 'changed', from: new Date(1_700_000_000_000), to: new Date(1_600_000_000_000) } as const;

  it('says which model is in use now, and how to go the other way', () => {
    expect(describeUndo(change)).toMatch(
      /^I went back to the model trained <!date\^1600000000.*`\/train-faces promote`/,
    );
    expect(describePromotion(change)).toMatch(
      /^I now use the model trained <!date\^1600000000.* instead of the one of <!date\^1700000000.*`\/train-faces undo`/,
    );
  });

  it('says so when there is none', () => {
    const none = { kind: 'no other model' } as const;
    expect(describeUndo(none)).toContain('no model before this one');
    expect(describePromotion(none)).toContain('no newer model');
  });
});
