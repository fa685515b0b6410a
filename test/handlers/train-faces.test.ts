import { afterEach, describe, expect, it } from 'vitest';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { earlierPhoto, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER, CHANNEL, POST_TS, REPLY_TS } from '../support/slack/ids.js';
import { permalinkOf } from '../support/slack/messages-api.js';
import { blockAction, slashCommand } from '../support/slack/payloads.js';

const PHOTO = 'slack-f0000000a';
const EARLIER_TS = '1600000000.000100';
const ada = { id: 'ada', name: 'Ada Lovelace' };

let bot: Bot;
afterEach(() => bot.slack.close());

/** Nothing takes long: waits of 1.5 seconds or more never end. */
const noLongSteps = { sleep: (ms: number) => (ms < 1500 ? Promise.resolve() : new Promise<void>(() => undefined)) };

async function start(setup: BotSetup = {}): Promise<void> {
  bot = await startBot({
    recognizer: createFakeRecognizer({ people: [ada], faces: { [PHOTO]: [fakeFace('one', 0.1, { ada: 0.97 })] } }),
    ...noLongSteps,
    ...setup,
  });
}

/** Ada was named in an earlier photo. */
async function nameAda(): Promise<void> {
  await earlierPhoto(bot, PHOTO, CHANNEL, EARLIER_TS);
  await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
}

const train = (word = '') => bot.send(slashCommand(word));
/** What the person who ran the command was told afterwards. */
const answers = () => bot.slack.commandAnswers;

describe('/train-faces', () => {
  it('shows one message, the report, which only the person who asked sees', async () => {
    await start();
    await nameAda();
    expect(await train()).toBe('ok');
    expect(answers()).toEqual([expect.objectContaining({ response_type: 'ephemeral' })]);
    // An answer to a command has nothing it could replace.
    expect(answers()[0]).not.toHaveProperty('replace_original');
    expect(answers()[0]?.text).toContain('I can now recognise 1 person.');
    expect(answers()[0]?.text).toContain('One more photo each would make me surer of Ada Lovelace.');
  });

  it('makes the next photo come back with names', async () => {
    await start();
    await nameAda();
    await train();
    await bot.recognizer.tags.remove({ photoId: PHOTO, faceId: 'one' });
    await bot.post();
    expect(bot.slack.ownMessages().map(({ text }) => text)).toEqual(['1 face: 1 Ada Lovelace.']);
  });

  it('is reflected by earlier replies with their next update', async () => {
    const posted = await postedReply({
      people: [ada],
      faces: [fakeFace('one', 0.1), fakeFace('two', 0.5, { ada: 0.97 })],
      bot: noLongSteps,
    });
    bot = posted.bot;
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
    await train();
    await posted.press('undo_name', 'one', 'ada');
    expect(posted.reply().text).toBe('2 faces: 1 not named yet, 2 Ada Lovelace.');
  });

  it('makes the bot forget whom a face could be, even if it was asking during the training', async () => {
    await start();
    await nameAda();
    let release = () => {};
    const { findCandidates } = bot.recognizer.model;
    bot.recognizer.model.findCandidates = async (...args) => {
      const old = await findCandidates(...args);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return old;
    };
    const posting = bot.post();
    await expect.poll(() => bot.recognizer.calls).toContain('model.findCandidates');
    await train();
    release();
    await posting;
    bot.recognizer.model.findCandidates = findCandidates;

    const undo = { type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:one::r`, value: 'ada' };
    await bot.send(blockAction(undo, { ts: REPLY_TS, thread_ts: POST_TS }));
    expect(bot.slack.message(REPLY_TS).text).toBe('1 face: 1 Ada Lovelace.');
  });

  it('explains what to do when no one has been named yet', async () => {
    await start();
    await train();
    expect(answers()[0]?.text).toContain('No one has been named yet');
    expect(answers()[0]?.text).toContain('Post a photo');
  });

  it('shows in a modal that it takes long, which the result replaces', async () => {
    await start({ sleep: async () => undefined });
    await nameAda();
    const modals = () => [...bot.slack.state.modals.values()].map(({ versions }) => JSON.stringify(versions.at(-1)));
    const shown: string[] = [];
    bot.recognizer.before('model.train', async () => {
      await expect.poll(modals).toHaveLength(1);
      shown.push(...modals());
    });
    await train();
    expect(shown).toEqual([expect.stringContaining('Training… You can close this.')]);
    expect(modals()).toEqual([expect.stringContaining('*I can now recognise 1 person.*')]);
    expect(modals()[0]).not.toContain('Training…');
    expect(answers().map(({ text }) => text)).toEqual([expect.stringContaining('I can now recognise 1 person.')]);
  });

  it('shows the report alone when the modal cannot be opened, or was closed', async () => {
    await start({ sleep: async () => undefined });
    await nameAda();
    bot.slack.fail('views.open', 'expired_trigger_id');
    await train();
    bot.recognizer.before('model.train', async () => {
      await expect.poll(() => bot.slack.state.modals.size).toBe(1);
      for (const id of bot.slack.state.modals.keys()) bot.slack.state.closedModals.add(id);
    });
    await train();
    expect(answers().map(({ text }) => text)).toEqual([
      expect.stringContaining('I can now recognise 1 person.'),
      expect.stringContaining('I can now recognise 1 person.'),
    ]);
  });

  it('reports privately in the channel when Slack no longer takes answers to the command', async () => {
    await start();
    bot.slack.fail('respond', { status: 404 });
    await train();
    const [ephemeral] = bot.slack.ephemerals;
    expect(ephemeral).toMatchObject({ channel: CHANNEL, user: ADA });
    expect(ephemeral?.text).toContain('No one has been named yet');
  });

  it('reports privately in the channel after half an hour, when Slack takes no more answers', async () => {
    let now = 1_700_000_000_000;
    await start({ now: () => now });
    bot.recognizer.before('model.train', async () => {
      now += 31 * 60_000;
    });
    await train();
    expect(answers()).toEqual([]);
    expect(bot.slack.ephemerals[0]?.text).toContain('No one has been named yet');
  });

  it('reports in a direct message when it is not in the conversation where the command was run', async () => {
    await start();
    bot.slack.fail('respond', { status: 404 });
    bot.slack.state.channels.set(CHANNEL, { id: CHANNEL, members: [ADA] });
    await train();
    expect(bot.slack.ownMessages(ADA)).toMatchObject([{ text: expect.stringContaining('No one has been named yet') }]);
  });

  it('says what to do when the face service does not answer', async () => {
    await start();
    bot.recognizer.failNext('model.train', clarifaiError('unavailable'));
    await train();
    expect(answers()[0]?.text).toBe(
      'Training failed. The face service isn’t answering. Please try again in a few minutes. I’m still using the model from before.',
    );
  });

  it('trains once when it is asked twice at the same time, and answers both', async () => {
    await start();
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bot.recognizer.before('model.train', () => held);
    const first = train();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = train();
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish();
    await first;
    expect(await second).toMatchObject({ text: expect.stringContaining('already running') });
    expect(bot.recognizer.calls.filter((call) => call === 'model.train')).toHaveLength(1);
    expect(answers().map(({ text }) => text)).toEqual([
      expect.stringContaining('No one'),
      expect.stringContaining('No one'),
    ]);
  });
});

describe('/train-faces with a word', () => {
  it.each(['help', ' HELP '])('%j explains the command', async (text) => {
    await start();
    expect(await train(text)).toMatchObject({ text: expect.stringContaining('/train-faces status') });
  });

  it('that it does not know says so', async () => {
    await start();
    const answer = await train('dance');
    expect(answer).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('Unknown option'),
    });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('“status” says when it was trained, by whom and from what, and what came since, without mentioning the reader', async () => {
    await start();
    await nameAda();
    await train('status');
    expect(answers()[0]).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('haven’t been trained'),
    });
    await train();
    await train('status');
    expect(answers().at(-1)?.text).toContain('by you. Nothing new since.');
  });

  it('“status” says so when the face service does not answer', async () => {
    await start();
    bot.recognizer.failNext('model.state', clarifaiError('unavailable'));
    await train('status');
    expect(answers()[0]?.text).toContain('isn’t answering');
  });
});

describe('going to another model', () => {
  const changed = { kind: 'changed', from: new Date(1_700_000_000_000), to: new Date(1_600_000_000_000) } as const;

  it.each([
    ['undo', 'model.undo', 'I’m back on the model from <!date^1600000000'],
    ['promote', 'model.promote', 'I now use the model from <!date^1600000000'],
  ])('“%s” says what it did', async (word, method, said) => {
    await start({ recognizer: createFakeRecognizer({ otherModel: changed }) });
    await train(word);
    expect(bot.recognizer.calls).toContain(method);
    expect(answers()[0]).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(said) });
  });

  it('says so when there is none, or the face service does not answer', async () => {
    await start();
    await train('undo');
    bot.recognizer.failNext('model.promote', clarifaiError('unavailable'));
    await train('promote');
    expect(answers().map(({ text }) => text)).toEqual([
      expect.stringContaining('no earlier model'),
      expect.stringContaining('isn’t answering'),
    ]);
  });

  it.each(['undo', 'promote'])('“%s” is for people who may train', async (word) => {
    await start({ trainers: [BEN] });
    expect(await train(word)).toMatchObject({ text: expect.stringContaining(`Please ask <@${BEN}>`) });
    expect(bot.recognizer.calls).toEqual([]);
  });
});

describe('tags that look wrong', () => {
  const doubtful = { photoId: PHOTO, faceId: 'one', tagged: ada, looksLike: { id: 'ben', name: 'Ben' }, score: 0.97 };
  const measurement = {
    thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
    falsePositiveIdentificationRate: 0.001,
    tagsOfOneNetwork: 0,
    evaluation: { total: 2, truePositives: 1, falsePositives: 1, people: [], confused: [], doubtful: [doubtful] },
    evaluationBefore: undefined,
    comparison: undefined,
  };

  /** @returns the report to Ada after she trained. */
  async function report(members = [ADA, BEN, BOT_USER]): Promise<string> {
    await start({
      recognizer: createFakeRecognizer({
        people: [ada],
        faces: { [PHOTO]: [fakeFace('one', 0.1)] },
        report: { measurement },
      }),
    });
    await nameAda();
    bot.slack.state.channels.set(CHANNEL, { id: CHANNEL, members });
    await train();
    return JSON.stringify(answers()[0]?.blocks);
  }

  it('come with a button to the photo', async () => {
    const blocks = await report();
    expect(blocks).toContain('Tagged *Ada Lovelace*, but looks like *Ben*');
    expect(blocks).toContain(`"url":"${permalinkOf(EARLIER_TS)}"`);
  });

  it('come without one for a person who is not in that conversation', async () => {
    const blocks = await report([BEN, BOT_USER]);
    expect(blocks).toContain('looks like');
    expect(blocks).not.toContain('url');
  });
});

describe('who may train', () => {
  const setAda = (flags: Record<string, boolean>) => bot.slack.state.users.set(ADA, { id: ADA, name: 'ada', ...flags });

  it('can be a list: anyone else is told whom to ask, and nothing is trained', async () => {
    await start({ trainers: [BEN, 'UCLEO0000'] });
    expect(await train()).toEqual({
      response_type: 'ephemeral',
      text: expect.stringContaining(`Please ask <@${BEN}> or <@UCLEO0000>`),
    });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('can be a list: people on it may train', async () => {
    await start({ trainers: [ADA] });
    await train();
    expect(bot.recognizer.calls).toEqual(['model.train']);
  });

  it('can be the admins: anyone else is told to ask one', async () => {
    await start({ trainers: 'admins' });
    setAda({ is_admin: false });
    expect(await train()).toMatchObject({
      text: expect.stringContaining('an admin of this workspace'),
    });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it.each([{ is_admin: true }, { is_owner: true }, { is_primary_owner: true }])(
    'can be the admins: someone with %j may train',
    async (flags) => {
      await start({ trainers: 'admins' });
      setAda(flags);
      await train();
      expect(bot.recognizer.calls).toEqual(['model.train']);
    },
  );

  it('is unknown when Slack does not say: then no one may, and is told why', async () => {
    await start({ trainers: 'admins' });
    bot.slack.fail('users.info', 'missing_scope');
    expect(await train()).toMatchObject({ text: expect.stringContaining('missing a permission') });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('does not matter for “help” and “status”', async () => {
    await start({ trainers: [BEN] });
    await train('help');
    await train('status');
    expect(answers()[0]?.text).toContain('I don’t recognise anyone yet');
  });
});
