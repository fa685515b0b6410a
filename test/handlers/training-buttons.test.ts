import { afterEach, describe, expect, it } from 'vitest';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto } from '../support/posted-reply.js';
import { ADA, BEN, CHANNEL } from '../support/slack/ids.js';
import { blockAction, slashCommand, viewAction } from '../support/slack/payloads.js';

const PHOTO = 'slack-f0000000a';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const augusta = { id: 'augusta', name: 'Augusta King' };

let bot: Bot;
afterEach(() => bot.slack.close());

const measurement = {
  thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
  falsePositiveIdentificationRate: 0.001,
  tagsOfOneNetwork: 0,
  evaluation: {
    total: 2,
    truePositives: 1,
    falsePositives: 0,
    people: [],
    confused: [{ people: [ada, augusta] as const, faces: 1, photoIds: [PHOTO, PHOTO] as const }],
    doubtful: [],
  },
  evaluationBefore: undefined,
  comparison: undefined,
};

/** Ada was named in two faces of an earlier photo, once as Augusta. */
async function start(setup: BotSetup = {}): Promise<void> {
  bot = await startBot({
    recognizer: createFakeRecognizer({
      people: [ada, augusta],
      faces: { [PHOTO]: [fakeFace('one', 0.1), fakeFace('two', 0.4), fakeFace('three', 0.7)] },
      report: { measurement },
    }),
    sleep: (ms) => (ms < 1500 ? Promise.resolve() : new Promise<void>(() => undefined)),
    ...setup,
  });
  await earlierPhoto(bot, PHOTO, CHANNEL, '1600000000.000100');
  for (const [faceId, person] of [
    ['one', ada],
    ['two', ada],
    ['three', augusta],
  ] as const) {
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId, person, taggedBy: ADA });
  }
}

const modals = () =>
  [...bot.slack.state.modals].map(([id, { versions }]) => ({ id, shown: JSON.stringify(versions.at(-1)) }));
const trained = () => bot.recognizer.calls.filter((call) => call === 'model.train').length;
const answers = () => bot.slack.commandAnswers;

/** The value of a button of the report. */
function valueIn(actionId: string, shown: unknown): string {
  const found = new RegExp(`"action_id":"${actionId}".*?"value":"([^"]*)"`).exec(JSON.stringify(shown));
  return found?.[1] ?? '';
}

describe('“Train” in App Home', () => {
  const press = (user = ADA) => bot.send(viewAction({ action_id: 'train', value: '' }, { type: 'home' }, user));

  it('shows that it is training in a modal, then the report, and then App Home as it is now', async () => {
    await start();
    const during: string[] = [];
    bot.recognizer.before('model.train', async () => {
      during.push(...modals().map(({ shown }) => shown));
    });
    await press();
    expect(during).toEqual([expect.stringContaining('Training…')]);
    expect(modals()).toHaveLength(1);
    expect(modals()[0]?.shown).toContain('*I can now recognise 2 people.*');
    expect(JSON.stringify(bot.slack.home(ADA))).toContain('I recognise 2 people. Last trained');
  });

  it('sends the report as a direct message to someone who closed the modal', async () => {
    await start();
    bot.recognizer.before('model.train', async () => {
      for (const { id } of modals()) bot.slack.state.closedModals.add(id);
    });
    await press();
    expect(bot.slack.ownMessages(ADA)).toMatchObject([{ text: expect.stringContaining('I can now recognise') }]);
  });

  it('tells someone who may not train whom to ask', async () => {
    await start({ trainers: [BEN] });
    await press();
    expect(modals()[0]?.shown).toContain(`Please ask <@${BEN}>`);
    expect(trained()).toBe(0);
  });

  it('is not there before anyone was named', async () => {
    bot = await startBot();
    await bot.send({ type: 'event_callback', event: { type: 'app_home_opened', user: ADA, tab: 'home' } });
    expect(JSON.stringify(bot.slack.home(ADA))).toContain('I don’t recognise anyone yet');
    expect(JSON.stringify(bot.slack.home(ADA))).not.toContain('"action_id":"train"');
  });
});

describe('“Merge” in a report', () => {
  const merge = (value: string, user = ADA) =>
    bot.send(blockAction({ type: 'button', action_id: 'merge_pair', block_id: 'b', value }, { ts: '1.1' }, user));

  it('merges the two, and the report says so', async () => {
    await start();
    await bot.send(slashCommand());
    await merge(valueIn('merge_pair', answers()[0]?.blocks));
    expect(answers()[1]).toMatchObject({ replace_original: true });
    expect(answers()[1]?.text).toContain('Augusta King now counts as Ada Lovelace.');
    expect((await bot.recognizer.people.list()).map(({ name }) => name)).toEqual(['Ada Lovelace']);
  });

  it('merges in the modal of App Home, too', async () => {
    await start();
    await bot.send(viewAction({ action_id: 'train', value: '' }, { type: 'home' }));
    const [{ id, shown } = { id: '', shown: '' }] = modals();
    const value = valueIn('merge_pair', JSON.parse(shown));
    await bot.send(viewAction({ action_id: 'merge_pair', value }, { type: 'modal', id }));
    expect(modals()).toEqual([{ id, shown: expect.stringContaining('now counts as *Ada Lovelace*') }]);
  });

  it('is answered without the report if that was before a restart', async () => {
    await start();
    await merge('gone:augusta:ada');
    expect(answers()).toMatchObject([{ replace_original: false, text: expect.stringMatching(/^Merged\./) }]);
  });

  it('says why not when someone may not change one of them, and keeps the report', async () => {
    const member = { id: 'slack-uben00000', name: 'Ben' };
    await start({ recognizer: createFakeRecognizer({ people: [ada, member] }) }).catch(() => undefined);
    await merge('gone:ada:slack-uben00000');
    expect(answers()).toMatchObject([
      { replace_original: false, text: expect.stringContaining('has a Slack account') },
    ]);
    expect(bot.recognizer.calls).not.toContain('people.merge');
  });
});

describe('“Details” of a report', () => {
  const details = (value: string) =>
    bot.send(blockAction({ type: 'button', action_id: 'training_details', block_id: 'b', value }, { ts: '1.1' }));

  it('shows everything that was measured', async () => {
    await start();
    await bot.send(slashCommand());
    await details(valueIn('training_details', answers()[0]?.blocks));
    expect(modals()[0]?.shown).toContain('Recall 50%');
    expect(modals()[0]?.shown).toContain('• Ada Lovelace: 2 tags');
  });

  it('says so if the report was before a restart', async () => {
    await start();
    await details('gone');
    expect(modals()[0]?.shown).toContain('I no longer have this report.');
  });

  it('are forgotten with a person', async () => {
    await start();
    await bot.send(slashCommand());
    await bot.recognizer.people.requestErasure({ personId: 'ada', askedBy: ADA });
    await bot.send(viewAction({ action_id: 'forget_person', value: 'ada' }, { type: 'home' }, ADA));
    await bot.runBackground();
    await details(valueIn('training_details', answers()[0]?.blocks));
    expect(modals().at(-1)?.shown).toContain('I no longer have this report.');
  });
});
