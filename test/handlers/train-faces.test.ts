import { afterEach, describe, expect, it, vi } from 'vitest';
import { addPhoto } from '../support/add-photo.js';
import type { TestBotSetup } from '../support/bot.js';
import {
  ADA,
  BEN,
  BOT_USER,
  blockAction,
  CHANNEL,
  messageEvent,
  slackFile,
  slashCommand,
  startTestBot,
  type TestBot,
} from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

const PHOTO = 'slack-f0000000a';
const REPLY_TS = '1700000001.000100';
const ada = { id: 'ada', name: 'Ada Lovelace' };

let bot: TestBot;
afterEach(() => bot.slack.assertDone());

/** No step takes long, unless a test says so: whoever waits for one to become long waits for ever. */
const noLongSteps = { sleep: (ms: number) => (ms < 5000 ? Promise.resolve() : new Promise<void>(() => undefined)) };

async function start(setup: TestBotSetup = {}): Promise<void> {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({ people: [ada], faces: { [PHOTO]: [fakeFace('one', 0.1, { ada: 0.97 })] } }),
    ...noLongSteps,
    ...setup,
  });
}

async function nameAda(): Promise<void> {
  await addPhoto(bot.recognizer, {
    id: PHOTO,
    picture: new Uint8Array(),
    source: { teamId: '', channelId: '', messageTs: '' },
  });
  await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
}

const responses = () => bot.slack.callsOf('respond');

describe('/train-faces', () => {
  it('answers at once, only to whoever asked, and ends with the report: two messages, no more', async () => {
    await start();
    await nameAda();
    bot.slack.expect('respond');
    const acknowledged = await bot.send(slashCommand());
    expect(acknowledged).toEqual({
      response_type: 'ephemeral',
      text: 'Training: reading your tags…',
    });
    expect(responses()).toEqual([expect.objectContaining({ response_type: 'ephemeral' })]);
    // An answer to a command has nothing it could replace.
    expect(responses()[0]).not.toHaveProperty('replace_original');
    expect(responses()[0]?.['text']).toContain('I can now recognise 1 person.');
    expect(responses()[0]?.['text']).toContain('One more photo each would make me surer of Ada Lovelace.');
  });

  it('makes the next photo come back with names', async () => {
    await start();
    await nameAda();
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    await bot.recognizer.tags.remove({ photoId: PHOTO, faceId: 'one' });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });
    await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
    expect(bot.slack.callsOf('chat.postMessage')[0]?.['text']).toBe('1 face: 1 Ada Lovelace.');
  });

  it('brings replies up to date that were rendered before, with their next update', async () => {
    bot = await startTestBot({
      ...noLongSteps,
      recognizer: createFakeRecognizer({
        people: [ada],
        faces: { [PHOTO]: [fakeFace('one', 0.1), fakeFace('two', 0.5, { ada: 0.97 })] },
      }),
    });
    let metadata: unknown;
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', (args) => {
      metadata = args['metadata'];
      return { ts: REPLY_TS };
    });
    await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
    bot.slack.expect('respond');
    await bot.send(slashCommand());

    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expect('conversations.replies', { messages: [{ ts: REPLY_TS, user: BOT_USER, metadata }] });
    bot.slack.expect('chat.update');
    const undo = { type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:one::r`, value: 'ada' };
    await bot.send(blockAction(undo, { ts: REPLY_TS, thread_ts: '1700000000.000100' }));
    expect(bot.slack.callsOf('chat.update')[0]?.['text']).toBe('2 faces: 1 not named yet, 2 Ada Lovelace.');
  });

  it('does not remember who a face could be from before the training that ended meanwhile', async () => {
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
    let metadata: unknown;
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('chat.postMessage', (args) => {
      metadata = args['metadata'];
      return { ts: REPLY_TS };
    });
    const posting = bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
    await vi.waitFor(() => expect(bot.recognizer.calls).toContain('model.findCandidates'));
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    release();
    await posting;
    bot.recognizer.model.findCandidates = findCandidates;

    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expect('conversations.replies', { messages: [{ ts: REPLY_TS, user: BOT_USER, metadata }] });
    bot.slack.expect('chat.update');
    const undo = { type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:one::r`, value: 'ada' };
    await bot.send(blockAction(undo, { ts: REPLY_TS, thread_ts: '1700000000.000100' }));
    expect(bot.slack.callsOf('chat.update')[0]?.['text']).toBe('1 face: 1 Ada Lovelace.');
  });

  it('explains what to do when nobody has been named yet', async () => {
    await start();
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    expect(responses()[0]?.['text']).toContain('No one has been named yet');
    expect(responses()[0]?.['text']).toContain('Post a photo');
  });

  it('says which step it is at when that takes long, and never more than four times before the report', async () => {
    await start({ sleep: async () => undefined });
    await nameAda();
    const { train } = bot.recognizer.model;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
    bot.recognizer.model.train = async (request) => {
      const steps = [
        'reading tags',
        'building',
        'waiting',
        'building',
        'waiting',
        'building',
        'switching over',
      ] as const;
      for (const step of steps) {
        request.onStep?.(step);
        await pause();
      }
      return train({ trainedBy: ADA });
    };
    for (let each = 0; each < 5; each++) bot.slack.expect('respond');
    await bot.send(slashCommand());
    expect(responses().map(({ text }) => text)).toEqual([
      'Training: building the new model…',
      'Training: waiting for the new model…',
      'Training: building the new model…',
      'Training: waiting for the new model…',
      expect.stringContaining('I can now recognise'),
    ]);
  });

  it('whispers the report in the channel when Slack no longer takes answers to the command', async () => {
    await start();
    bot.slack.expectFailure('respond', 404);
    bot.slack.expect('chat.postEphemeral');
    await bot.send(slashCommand());
    const [ephemeral] = bot.slack.callsOf('chat.postEphemeral');
    expect(ephemeral).toMatchObject({ channel: CHANNEL, user: ADA });
    expect(ephemeral?.['text']).toContain('No one has been named yet');
  });

  it('does not even try the address for answers after half an hour', async () => {
    let now = 1_700_000_000_000;
    await start({ now: () => now });
    bot.recognizer.before('model.train', async () => {
      now += 31 * 60_000;
    });
    bot.slack.expect('chat.postEphemeral');
    await bot.send(slashCommand());
    expect(responses()).toEqual([]);
    expect(bot.slack.callsOf('chat.postEphemeral')[0]?.['text']).toContain('No one has been named yet');
  });

  it('writes to the person when it is not in the conversation where the command was run', async () => {
    await start();
    bot.slack.expectFailure('respond', 404);
    bot.slack.expect('chat.postEphemeral', { ok: false, error: 'not_in_channel' });
    bot.slack.expect('chat.postMessage');
    await bot.send(slashCommand());
    expect(bot.slack.callsOf('chat.postMessage')).toEqual([
      expect.objectContaining({ channel: ADA, text: expect.stringContaining('No one has been named yet') }),
    ]);
  });

  it('says what to do when the face service is away', async () => {
    await start();
    bot.recognizer.failNext('model.train', clarifaiError('unavailable'));
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    expect(responses()[0]?.['text']).toBe(
      'Training failed. The face service isn’t answering. Please try again in a few minutes. I’m still using the model from before.',
    );
  });

  it('trains once when two people ask at the same time, and tells both', async () => {
    await start();
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bot.recognizer.before('model.train', () => held);
    const first = bot.send(slashCommand());
    await new Promise((resolve) => setTimeout(resolve, 20));
    bot.slack.expect('respond');
    bot.slack.expect('respond');
    const second = bot.send(slashCommand());
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish();
    await first;
    expect(await second).toMatchObject({ text: expect.stringContaining('already running') });
    expect(bot.recognizer.calls.filter((call) => call === 'model.train')).toHaveLength(1);
    expect(responses().map(({ text }) => text)).toEqual([
      expect.stringContaining('No one'),
      expect.stringContaining('No one'),
    ]);
  });
});

describe('/train-faces with a word', () => {
  it.each(['help', ' HELP '])('%j explains itself', async (text) => {
    await start();
    expect(await bot.send(slashCommand(text))).toMatchObject({ text: expect.stringContaining('/train-faces status') });
  });

  it('says what it can do when it does not know the word', async () => {
    await start();
    const answer = await bot.send(slashCommand('dance'));
    expect(answer).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('Unknown option'),
    });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('status says when it was trained, by whom and from what, and what came since', async () => {
    await start();
    await nameAda();
    bot.slack.expect('respond');
    await bot.send(slashCommand('status'));
    expect(responses()[0]).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('haven’t been trained'),
    });
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    bot.slack.expect('respond');
    await bot.send(slashCommand('status'));
    expect(responses().at(-1)?.['text']).toContain(`by <@${ADA}>. Nothing new since.`);
  });

  it('status says what is wrong when the face service is away', async () => {
    await start();
    bot.recognizer.failNext('model.state', clarifaiError('unavailable'));
    bot.slack.expect('respond');
    await bot.send(slashCommand('status'));
    expect(responses()[0]?.['text']).toContain('isn’t answering');
  });
});

describe('going to another model', () => {
  const changed = { kind: 'changed', from: new Date(1_700_000_000_000), to: new Date(1_600_000_000_000) } as const;

  it.each([
    ['undo', 'model.undo', 'I’m back on the model from <!date^1600000000'],
    ['promote', 'model.promote', 'I now use the model from <!date^1600000000'],
  ])('%s says what it did, and what was known of faces is asked again', async (word, method, said) => {
    await start({ recognizer: createFakeRecognizer({ otherModel: changed }) });
    bot.slack.expect('respond');
    await bot.send(slashCommand(word));
    expect(bot.recognizer.calls).toContain(method);
    expect(responses()[0]).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(said) });
  });

  it('says so when there is none, or the face service is away', async () => {
    await start();
    bot.slack.expect('respond');
    await bot.send(slashCommand('undo'));
    bot.recognizer.failNext('model.promote', clarifaiError('unavailable'));
    bot.slack.expect('respond');
    await bot.send(slashCommand('promote'));
    expect(responses().map(({ text }) => text)).toEqual([
      expect.stringContaining('no earlier model'),
      expect.stringContaining('isn’t answering'),
    ]);
  });

  it.each(['undo', 'promote'])('%s is for those who may train', async (word) => {
    await start({ trainers: [BEN] });
    expect(await bot.send(slashCommand(word))).toMatchObject({ text: expect.stringContaining(`Please ask <@${BEN}>`) });
    expect(bot.recognizer.calls).toEqual([]);
  });
});

describe('tags that look wrong', () => {
  const doubtful = { photoId: PHOTO, faceId: 'one', tagged: ada, looksLike: { id: 'ben', name: 'Ben' }, score: 0.97 };
  const measurement = {
    thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
    falsePositiveIdentificationRate: 0.001,
    evaluation: { total: 2, truePositives: 1, falsePositives: 1, people: [], confused: [], doubtful: [doubtful] },
    evaluationBefore: undefined,
    comparison: undefined,
  };

  async function report(visible: readonly string[]): Promise<string> {
    await start({
      recognizer: createFakeRecognizer({
        people: [ada],
        faces: { [PHOTO]: [fakeFace('one', 0.1)] },
        report: { measurement },
      }),
    });
    const source = { teamId: 'T1', channelId: CHANNEL, messageTs: '1700000000.000100' };
    await addPhoto(bot.recognizer, { id: PHOTO, picture: new Uint8Array(), source });
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
    bot.slack.expect('users.conversations', { channels: visible.map((id) => ({ id })) });
    if (visible.length > 0) bot.slack.expect('chat.getPermalink', { permalink: 'https://slack.test/p1' });
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    return JSON.stringify(responses()[0]?.['blocks']);
  }

  it('come with a button to the photo', async () => {
    const blocks = await report([CHANNEL]);
    expect(blocks).toContain('Tagged *Ada Lovelace*, but looks like *Ben*');
    expect(blocks).toContain('"url":"https://slack.test/p1"');
  });

  it('come without one when whoever trained is not in that conversation', async () => {
    const blocks = await report([]);
    expect(blocks).toContain('looks like');
    expect(blocks).not.toContain('url');
  });
});

describe('who may train', () => {
  const user = (flags: Record<string, boolean>) => ({ user: { id: ADA, name: 'ada', ...flags } });

  it('is a list: others are told whom to ask, and nothing is trained', async () => {
    await start({ trainers: [BEN, 'UCLEO0000'] });
    expect(await bot.send(slashCommand())).toEqual({
      response_type: 'ephemeral',
      text: expect.stringContaining(`Please ask <@${BEN}> or <@UCLEO0000>`),
    });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('is a list: those on it may', async () => {
    await start({ trainers: [ADA] });
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    expect(bot.recognizer.calls).toEqual(['model.train']);
  });

  it('is the admins: others are told to ask one', async () => {
    await start({ trainers: 'admins' });
    bot.slack.expect('users.info', user({ is_admin: false }));
    expect(await bot.send(slashCommand())).toMatchObject({
      text: expect.stringContaining('an admin of this workspace'),
    });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it.each([{ is_admin: true }, { is_owner: true }, { is_primary_owner: true }])(
    'is the admins: %j may',
    async (flags) => {
      await start({ trainers: 'admins' });
      bot.slack.expect('users.info', user(flags));
      bot.slack.expect('respond');
      await bot.send(slashCommand());
      expect(bot.recognizer.calls).toEqual(['model.train']);
    },
  );

  it('is not known while Slack does not say: then nobody trains, and is told so', async () => {
    await start({ trainers: 'admins' });
    bot.slack.expect('users.info', { ok: false, error: 'missing_scope' });
    expect(await bot.send(slashCommand())).toMatchObject({ text: expect.stringContaining('missing a permission') });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('does not matter for help and status', async () => {
    await start({ trainers: [BEN] });
    await bot.send(slashCommand('help'));
    bot.slack.expect('respond');
    await bot.send(slashCommand('status'));
    expect(responses()[0]?.['text']).toContain('I don’t recognise anyone yet');
  });
});
