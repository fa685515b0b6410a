import { afterEach, describe, expect, it } from 'vitest';
import { CHANNEL, messageEvent, slackFile, startTestBot, type TestBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';

describe('a photo is posted', () => {
  let bot: TestBot;
  afterEach(() => bot.slack.assertDone());

  it('gets one reply in its thread, with the numbered picture and one row per face', async () => {
    bot = await startTestBot({
      recognizer: createFakeRecognizer({ faces: { 'slack-f0000000a': [fakeFace('b', 0.6), fakeFace('a', 0.1)] } }),
    });
    bot.slack.expect('assistant.threads.setStatus');
    bot.slack.expectUpload('FPICTURE1');
    bot.slack.expect('chat.postMessage', { ts: '1700000001.000100' });

    await bot.send(messageEvent({ files: [slackFile('F0000000A')] }));

    expect(bot.logged.filter((line) => !line.startsWith('debug'))).toEqual([]);
    const [post] = bot.slack.callsOf('chat.postMessage');
    expect(post).toMatchObject({ channel: CHANNEL, thread_ts: '1700000000.000100' });
    expect(post?.blocks).toMatchObject([
      { type: 'image', slack_file: { id: 'FPICTURE1' } },
      { type: 'section', text: { text: '1 Who is this?' }, accessory: { type: 'external_select' } },
      { type: 'section', text: { text: '2 Who is this?' } },
    ]);
  });
});
