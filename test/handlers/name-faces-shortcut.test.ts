import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BEN, CHANNEL, POST_TS, REPLY_TS, RESPONSE_URL, TEAM } from '../support/slack/ids.js';
import { permalinkOf } from '../support/slack/messages-api.js';
import { slackFile } from '../support/slack/payloads.js';
import { facesOf } from '../support/slack/read-message.js';

let bot: Bot;
beforeEach(async () => {
  bot = await startBot({
    recognizer: createFakeRecognizer({ faces: { 'slack-f0000000a': [fakeFace('one', 0.1)] } }),
  });
});
afterEach(() => bot.slack.close());

/** Ben chooses “Name faces” in the menu of a message of Ada’s. */
function nameFaces(overrides: Record<string, unknown> = {}): Promise<unknown> {
  const message = { ts: POST_TS, files: [slackFile('F0000000A')], ...overrides };
  if (bot.slack.messages(CHANNEL, POST_TS).length === 0) bot.slack.state.putForeign(message);
  return bot.send({
    type: 'message_action',
    callback_id: 'name_faces',
    team: { id: TEAM, domain: 'test' },
    user: { id: BEN, name: 'ben' },
    channel: { id: CHANNEL, name: 'photos' },
    message_ts: POST_TS,
    message: { type: 'message', user: ADA, text: '', ...message },
    trigger_id: '1.2.3',
    response_url: RESPONSE_URL,
  });
}

const replies = () => bot.slack.ownMessages();
const ephemerals = () => bot.slack.ephemerals;

describe('“Name faces” in the menu of a message', () => {
  it('answers a photo that was missed, in its thread', async () => {
    expect(await nameFaces()).toBe('ok');
    expect(replies()).toMatchObject([{ channel: CHANNEL, thread_ts: POST_TS }]);
  });

  it('answers a photo that another app posted', async () => {
    await nameFaces({ user: undefined, bot_id: 'B0OTHER', subtype: 'bot_message' });
    expect(replies()).toHaveLength(1);
  });

  it('answers a photo whose thread Slack does not find', async () => {
    bot.slack.fail('conversations.replies', 'thread_not_found');
    await nameFaces();
    expect(replies()).toHaveLength(1);
  });

  it.each([
    ['there is no face', { files: [slackFile('F0NOFACES')] }, 'found no faces'],
    ['there is no file', { files: undefined }, 'no photo'],
    ['there is no photo', { files: [slackFile('F0TEXT000', { mimetype: 'text/plain' })] }, 'no photo'],
  ])('tells only the person who asked that %s', async (_what, message, sentence) => {
    await nameFaces(message);
    expect(replies()).toEqual([]);
    expect(ephemerals()).toEqual([
      expect.objectContaining({ channel: CHANNEL, user: BEN, text: expect.stringContaining(sentence) }),
    ]);
  });

  describe('for a photo that was answered before', () => {
    beforeEach(() => bot.post());

    it('tells only the person who asked, with a link to the answer', async () => {
      await nameFaces();
      expect(replies()).toHaveLength(1);
      expect(ephemerals()).toEqual([
        expect.objectContaining({
          channel: CHANNEL,
          user: BEN,
          text: `I’ve already replied to this photo. <${permalinkOf(REPLY_TS)}|Open my reply>`,
        }),
      ]);
    });

    it('tells so without a link when Slack gives none', async () => {
      bot.slack.fail('chat.getPermalink', 'message_not_found');
      await nameFaces();
      expect(ephemerals()[0]?.text).toBe('I’ve already replied to this photo. See its thread.');
    });
  });

  it('answers the person where Rollcall is not in the conversation', async () => {
    for (const method of ['chat.postMessage', 'chat.postEphemeral']) bot.slack.fail(method, 'not_in_channel');
    await nameFaces();
    expect(replies()).toEqual([]);
    expect(bot.slack.commandAnswers).toMatchObject([
      { response_type: 'ephemeral', replace_original: false, text: expect.stringContaining('/invite') },
    ]);
  });

  it('can be used again after a failure', async () => {
    bot.recognizer.failNext('photos.add', clarifaiError('quota'));
    await nameFaces();
    expect(replies()).toEqual([]);
    expect(ephemerals()[0]?.text).toContain('has reached its limit');

    await nameFaces();
    expect(replies()).toHaveLength(1);
  });

  it('answers a photo that was looked at before without a reply, once', async () => {
    const [file] = [slackFile('F0000000A')];
    bot.slack.state.putForeign({ ts: POST_TS, files: [file] });
    const source = { teamId: TEAM, channelId: CHANNEL, messageTs: POST_TS, postedBy: ADA, isEarlier: true };
    await bot.recognizer.photos.add([{ id: 'slack-f0000000a', picture: new Uint8Array([2]), source }]);
    await nameFaces();
    await nameFaces();
    expect(replies()).toHaveLength(1);
    expect(facesOf(replies()[0] ?? {})).toHaveLength(1);
    expect(await bot.recognizer.photos.listAll()).toHaveLength(1);
  });
});
