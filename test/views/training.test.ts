import { describe, expect, it } from 'vitest';
import { describePromotion, describeStatus, describeUndo } from '../../src/views/training.js';

describe('the status', () => {
  const last = { at: new Date(1_700_000_000_000), trainedBy: 'UADA00000', people: 2, tags: 5 };
  const nothing = { last: undefined, now: { people: 0, tags: 0 }, tagsSince: 0 };

  it('says what to do first when no one has been named', () => {
    expect(describeStatus({ state: nothing, isRunning: false, viewerId: 'UBEN00000' })).toBe(
      'I don’t recognise anyone yet. Name the faces in a photo’s thread to begin.',
    );
  });

  it('says what there is to learn before the first training', () => {
    const state = { last: undefined, now: { people: 2, tags: 5 }, tagsSince: 5 };
    expect(describeStatus({ state, isRunning: false, viewerId: 'UBEN00000' })).toBe(
      'I haven’t been trained yet. 5 faces named so far, of 2 people.\nRun `/train-faces` to learn from them.',
    );
  });

  it('says when, by whom and from what it was trained, and what came since', () => {
    const state = { last, now: { people: 3, tags: 6 }, tagsSince: 1 };
    expect(describeStatus({ state, isRunning: false, viewerId: 'UBEN00000' })).toBe(
      'I recognise 2 people. Last trained <!date^1700000000^{date_short_pretty} {time}|2023-11-14 22:13 UTC> ' +
        'by <@UADA00000>. 1 face named since.\nRun `/train-faces` to learn from them.',
    );
  });

  it('asks for nothing while a training runs, or when there is nothing new', () => {
    const upToDate = { last, now: { people: 2, tags: 5 }, tagsSince: 0 };
    expect(describeStatus({ state: upToDate, isRunning: false, viewerId: 'UBEN00000' })).toMatch(
      /Nothing new since\.$/,
    );
    const running = describeStatus({ state: { ...upToDate, tagsSince: 3 }, isRunning: true, viewerId: 'UBEN00000' });
    expect(running).toMatch(/^Training is running\./);
    expect(running).not.toContain('Run `');
  });

  it('tells of a newer model that is not used', () => {
    const newerUnusedAt = new Date(1_800_000_000_000);
    const state = { last, newerUnusedAt, now: { people: 2, tags: 5 }, tagsSince: 0 };
    expect(describeStatus({ state, isRunning: false, viewerId: 'UBEN00000' })).toMatch(
      /\nA newer model from <!date\^1800000000.* isn’t in use\. To switch to it, run `\/train-faces promote`\.$/,
    );
  });

  it('calls the reader “you”, without a mention, and says when no one asked for the training', () => {
    const state = { last, now: last, tagsSince: 0 };
    expect(describeStatus({ state, isRunning: false, viewerId: 'UADA00000' })).toContain('UTC> by you. Nothing new');
    const automatic = { ...state, last: { ...last, trainedBy: 'automatic' } };
    expect(describeStatus({ state: automatic, isRunning: false, viewerId: 'UADA00000' })).toContain(
      'UTC> automatically.',
    );
  });

  it('leaves out who trained when another program left something else as that', () => {
    const state = { last: { ...last, trainedBy: 'somebody<b>' }, now: last, tagsSince: 0 };
    expect(describeStatus({ state, isRunning: false, viewerId: 'UBEN00000' })).toMatch(
      /^I recognise 2 people\. Last trained <!date[^>]*>\. /,
    );
  });
});

describe('going back to another model', () => {
  const change = { kind: 'changed', from: new Date(1_700_000_000_000), to: new Date(1_600_000_000_000) } as const;

  it('says which model is in use now, and how to go the other way', () => {
    expect(describeUndo(change)).toMatch(/^I’m back on the model from <!date\^1600000000.*`\/train-faces promote`/);
    expect(describePromotion(change)).toMatch(/^I now use the model from <!date\^1600000000.*`\/train-faces undo`/);
  });

  it('says so when there is none', () => {
    const none = { kind: 'no other model' } as const;
    expect(describeUndo(none)).toContain('no earlier model');
    expect(describePromotion(none)).toContain('no newer model');
  });
});
