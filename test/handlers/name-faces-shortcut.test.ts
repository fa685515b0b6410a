import { afterEach, describe, expect, it } from 'vitest';
import { ADA, BEN, BOT_USER, CHANNEL, slackFile, startTestBot, TEAM, type TestBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { RESPONSE_URL } from '../support/slack/ids.js';

const POST_TS = '1700000000.000100';

let bot: TestBot;
afterEach(() => bot.slack.assertDone());

async function start(): Promise<void> {
  bot = await startTestBot({
    recognizer: createFakeRecognizer({ faces: { 'slack-f0000000a': [fakeFace('one', 0.1)] } }),
  });
}

/** Ben chooses "Name faces" in the menu of a message of Ada's. */
const nameFaces = (message: Record<string, unknown> = {}) =>
  bot.send({
    type: 'message_action',
    callback_id: 'name_faces',
    team: { id: TEAM, domain: 'test' },
    user: { id: BEN, name: 'ben' },
    channel: { id: CHANNEL, name: 'photos' },
    message_ts: POST_TS,
    message: { type: 'message', user: ADA, ts: POST_TS, text: '', files: [slackFile('F0000000A')], ...message },
    trigger_id: '1.2.3',
    response_url: RESPONSE_URL,
  });

const ephemerals = () => bot.slack.callsOf('chat.postEphemeral');

describe('"Name faces" in the menu of a message', () => {
  it('answers a photo that was missed, in its thread', async () => {
    await start();
    bot.slack.expect('conversations.replies', { ok: false, error: 'thread_not_found' });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });
    expect(await nameFaces()).toBe('ok');
    expect(bot.slack.callsOf('chat.postMessage')[0]).toMatchObject({ channel: CHANNEL, thread_ts: POST_TS });
  });

  it('answers a photo that another app posted', async () => {
    await start();
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });
    await nameFaces({ user: undefined, bot_id: 'B0OTHER', subtype: 'bot_message' });
    expect(bot.slack.callsOf('chat.postMessage')).toHaveLength(1);
  });

  it.each([
    [
      'there is no face',
      () => {
        bot.slack.expect('conversations.replies', { messages: [] });
        bot.slack.expect('assistant.threads.setStatus');
        bot.slack.expect('assistant.threads.setStatus');
      },
      { files: [slackFile('F0NOFACES')] },
      'found no faces',
    ],
    ['there is no file', () => undefined, { files: undefined }, 'no photo'],
    [
      'there is no photo',
      () => undefined,
      { files: [slackFile('F0PDF0000', { mimetype: 'application/pdf' })] },
      'no photo',
    ],
  ])('tells only who asked when %s', async (_what, expectCalls, message, sentence) => {
    await start();
    expectCalls();
    bot.slack.expect('chat.postEphemeral');
    await nameFaces(message);
    expect(ephemerals()).toEqual([
      expect.objectContaining({ channel: CHANNEL, user: BEN, text: expect.stringContaining(sentence) }),
    ]);
  });

  describe('for a photo that was answered before', () => {
    const answered = {
      messages: [
        {
          ts: '1700000001.000100',
          user: BOT_USER,
          metadata: { event_type: 'rollcall_reply', event_payload: { post: POST_TS, photos: '' } },
        },
      ],
    };

    it('tells only who asked, with a link to the answer', async () => {
      await start();
      bot.slack.expect('conversations.replies', answered);
      bot.slack.expect('conversations.replies', answered);
      bot.slack.expect('chat.getPermalink', ({ channel, message_ts }) => ({
        permalink: `https://test.slack.com/archives/${channel}/p${message_ts}`,
      }));
      bot.slack.expect('chat.postEphemeral');
      await nameFaces();
      expect(ephemerals()).toEqual([
        expect.objectContaining({
          channel: CHANNEL,
          user: BEN,
          text:
            'I have already answered this photo. ' +
            `<https://test.slack.com/archives/${CHANNEL}/p1700000001.000100|Open my answer in its thread>`,
        }),
      ]);
    });

    it('does so without a link when Slack gives none', async () => {
      await start();
      bot.slack.expect('conversations.replies', answered);
      bot.slack.expect('conversations.replies', answered);
      bot.slack.expect('chat.getPermalink', { ok: false, error: 'message_not_found' });
      bot.slack.expect('chat.postEphemeral');
      await nameFaces();
      expect(ephemerals()[0]?.text).toBe('I have already answered this photo. Look in its thread.');
    });
  });

  it('can be used again after a failure', async () => {
    await start();
    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expect('chat.postEphemeral');
    bot.recognizer.failNext('photos.add', clarifaiError('unavailable'));
    await nameFaces();
    expect(ephemerals()[0]?.text).toContain('not answering');

    bot.slack.expect('conversations.replies', { messages: [] });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('F0PICTURE1');
    bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });
    await nameFaces();
  });
});
