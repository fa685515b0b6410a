import { afterEach, describe, expect, it, vi } from 'vitest';
import { addPhoto } from '../support/add-photo.js';
import {
  ADA,
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

async function start(): Promise<void> {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({ people: [ada], faces: { [PHOTO]: [fakeFace('one', 0.1, { ada: 0.97 })] } }),
  });
}

async function nameAda(): Promise<void> {
  await addPhoto(bot.recognizer, {
    id: PHOTO,
    picture: new Uint8Array(),
    source: { teamId: '', channelId: '', messageTs: '' },
  });
  await bot.recognizer.tagFace({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
}

const responses = () => bot.slack.callsOf('respond');

describe('/train-faces', () => {
  it('answers at once, only to whoever asked, shows what it does, and ends with the report', async () => {
    await start();
    await nameAda();
    bot.slack.expect('respond');
    bot.slack.expect('respond');
    const acknowledged = await bot.send(slashCommand());
    expect(acknowledged).toEqual({
      response_type: 'ephemeral',
      text: 'Training: reading who was named on which photo…',
    });
    for (const response of responses()) {
      expect(response).toMatchObject({ response_type: 'ephemeral', replace_original: true });
    }
    expect(responses()[0]?.text).toBe('Training: building the new recogniser…');
    expect(responses().at(-1)?.text).toContain('Training is done: I know 1 person from 1 tag. It took 1.2 s.');
    expect(responses().at(-1)?.text).toContain('Too few tags to be reliable: Ada Lovelace.');
  });

  it('makes the next photo come back with names', async () => {
    await start();
    await nameAda();
    bot.slack.expect('respond');
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    await bot.recognizer.untagFace({ photoId: PHOTO, faceId: 'one' });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });
    await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
    expect(bot.slack.callsOf('chat.postMessage')[0]?.text).toBe('1 face: 1 Ada Lovelace.');
  });

  it('brings replies up to date that were rendered before, with their next update', async () => {
    bot = await startTestBot({
      recognizer: createFakeRecognizer({
        people: [ada],
        faces: { [PHOTO]: [fakeFace('one', 0.1), fakeFace('two', 0.5, { ada: 0.97 })] },
      }),
    });
    let metadata: unknown;
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', (args) => {
      metadata = args.metadata;
      return { ts: REPLY_TS };
    });
    await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
    await bot.recognizer.tagFace({ photoId: PHOTO, faceId: 'one', person: ada, taggedBy: ADA });
    bot.slack.expect('respond');
    bot.slack.expect('respond');
    await bot.send(slashCommand());

    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expect('conversations.replies', { messages: [{ ts: REPLY_TS, user: BOT_USER, metadata }] });
    bot.slack.expect('chat.update');
    const undo = { type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:one::r`, value: 'ada' };
    await bot.send(blockAction(undo, { ts: REPLY_TS, thread_ts: '1700000000.000100' }));
    expect(bot.slack.callsOf('chat.update')[0]?.text).toBe('2 faces: 1 not named yet, 2 Ada Lovelace.');
  });

  it('does not remember who a face could be from before the training that ended meanwhile', async () => {
    await start();
    await nameAda();
    let release = () => {};
    const { suggest } = bot.recognizer;
    bot.recognizer.suggest = async (...args) => {
      const old = await suggest(...args);
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
      metadata = args.metadata;
      return { ts: REPLY_TS };
    });
    const posting = bot.send(messageEvent({ files: [slackFile('F0000000A')] }));
    await vi.waitFor(() => expect(bot.recognizer.calls).toContain('suggest'));
    bot.slack.expect('respond');
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    release();
    await posting;
    bot.recognizer.suggest = suggest;

    bot.slack.expect('files.info', { file: slackFile('F0000000A') });
    bot.slack.expect('conversations.replies', { messages: [{ ts: REPLY_TS, user: BOT_USER, metadata }] });
    bot.slack.expect('chat.update');
    const undo = { type: 'button', action_id: 'undo_name', block_id: `face:${PHOTO}:one::r`, value: 'ada' };
    await bot.send(blockAction(undo, { ts: REPLY_TS, thread_ts: '1700000000.000100' }));
    expect(bot.slack.callsOf('chat.update')[0]?.text).toBe('1 face: 1 Ada Lovelace.');
  });

  it('explains what to do when nobody has been named yet', async () => {
    await start();
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    expect(responses()[0]?.text).toContain('Nobody has been named yet');
    expect(responses()[0]?.text).toContain('Post a photo');
  });

  it('uses no more than five answers to one command, however long it takes', async () => {
    await start();
    await nameAda();
    const { train } = bot.recognizer;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
    bot.recognizer.train = async (request, options) => {
      for (const step of [
        'reading tags',
        'building',
        'waiting',
        'building',
        'waiting',
        'building',
        'switching over',
      ] as const) {
        request.onStep?.(step);
        await pause();
      }
      return train({ trainedBy: ADA }, options);
    };
    for (let each = 0; each < 5; each++) bot.slack.expect('respond');
    await bot.send(slashCommand());
    expect(responses()).toHaveLength(5);
    expect(responses().at(-1)?.text).toContain('Training is done');
  });

  it('sends the report another way when Slack no longer takes answers to the command', async () => {
    await start();
    bot.slack.expectFailure('respond', 404);
    bot.slack.expect('chat.postEphemeral');
    await bot.send(slashCommand());
    const [ephemeral] = bot.slack.callsOf('chat.postEphemeral');
    expect(ephemeral).toMatchObject({ channel: CHANNEL, user: ADA });
    expect(ephemeral?.text).toContain('Nobody has been named yet');
  });

  it('says what to do when the face service is away', async () => {
    await start();
    bot.recognizer.failNext('train', clarifaiError('unavailable'));
    bot.slack.expect('respond');
    await bot.send(slashCommand());
    expect(responses()[0]?.text).toBe(
      'Training failed. The face service is not answering. Please try again in a few minutes. Nothing has changed: I go on as before.',
    );
  });

  it('trains once when two people ask at the same time, and tells both', async () => {
    await start();
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    bot.recognizer.before('train', () => held);
    const first = bot.send(slashCommand());
    await new Promise((resolve) => setTimeout(resolve, 20));
    bot.slack.expect('respond');
    bot.slack.expect('respond');
    const second = bot.send(slashCommand());
    await new Promise((resolve) => setTimeout(resolve, 20));
    finish();
    await first;
    expect(await second).toMatchObject({ text: expect.stringContaining('running already') });
    expect(bot.recognizer.calls.filter((call) => call === 'train')).toHaveLength(1);
    expect(responses().map(({ text }) => text)).toEqual([
      expect.stringContaining('Nobody'),
      expect.stringContaining('Nobody'),
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
      text: expect.stringContaining('I do not know that one'),
    });
    expect(bot.recognizer.calls).toEqual([]);
  });

  it('status says whom it knows', async () => {
    await start();
    bot.slack.expect('respond');
    await bot.send(slashCommand('status'));
    expect(responses()[0]).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('I know 1 person.'),
    });
  });

  it('status says what is wrong when the face service is away', async () => {
    await start();
    bot.recognizer.failNext('listPeople', clarifaiError('unavailable'));
    bot.slack.expect('respond');
    await bot.send(slashCommand('status'));
    expect(responses()[0]?.text).toContain('not answering');
  });
});
