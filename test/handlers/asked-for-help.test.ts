import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { BOT_USER, CHANNEL, POST_TS } from '../support/slack/ids.js';
import { messageEvent, slackFile } from '../support/slack/payloads.js';

const DIRECT = 'D0ADA0000';

let bot: Bot;
beforeEach(async () => {
  bot = await startBot({ helpContact: 'it@example.com' });
});
afterEach(() => bot.slack.close());

const send = (event: Record<string, unknown>, retryNum?: number) =>
  bot.send(messageEvent({ subtype: undefined, ...event }), retryNum === undefined ? {} : { retryNum });
const sendDirectly = (event: Record<string, unknown>) => send({ channel: DIRECT, channel_type: 'im', ...event });
const mention = { text: `<@${BOT_USER}> what can you do?` };
const answers = () => [...bot.slack.ownMessages(), ...bot.slack.ownMessages(DIRECT)];

describe('someone who writes to Rollcall', () => {
  it.each(['help', 'hello', 'who are you?', ''])(
    'in a direct message (“%s”) reads three things to try',
    async (text) => {
      await sendDirectly({ text });
      const [answer, ...more] = bot.slack.ownMessages(DIRECT);
      expect(more).toEqual([]);
      expect(answer?.thread_ts).toBeUndefined();
      expect(answer?.text).toContain('Three things to try:');
      expect(answer?.text).toMatch(/1\. Post a photo.+\n2\. Name the faces.+\n3\. Run `\/train-faces`/);
      expect(answer?.text).toContain('<mailto:it@example.com|it@example.com>');
    },
  );

  it('with a mention in a channel reads the same in a thread under the message', async () => {
    await send(mention);
    expect(bot.slack.ownMessages()).toMatchObject([
      { thread_ts: POST_TS, text: expect.stringContaining('Three things to try:') },
    ]);
  });

  it('in a thread is answered in that thread', async () => {
    await send({ ...mention, ts: '1700000100.000100', thread_ts: POST_TS });
    await sendDirectly({ text: 'help', ts: '1700000100.000100', thread_ts: POST_TS });
    expect(answers().map(({ thread_ts }) => thread_ts)).toEqual([POST_TS, POST_TS]);
  });

  it('is answered once, even if Slack repeats the event', async () => {
    await send(mention);
    await send(mention, 1);
    expect(answers()).toHaveLength(1);
  });

  it('is not answered by an error, and does not cause one, if Rollcall may not post there', async () => {
    bot.slack.fail('chat.postMessage', 'restricted_action');
    await send(mention);
    expect(answers()).toEqual([]);
    expect(bot.logged).toContainEqual(expect.stringMatching(/^warn: No answer to a question in .*restricted_action/));
  });
});

describe('Rollcall stays silent', () => {
  it.each<[string, Record<string, unknown>]>([
    ['about a message in a channel that does not mention it', { text: 'Nice photo!' }],
    ['about a message that mentions someone else', { text: '<@UBEN00000> who is this?' }],
    ['about a message that an app posted', { ...mention, bot_id: 'B0OTHER' }],
    ['about an edited message', { ...mention, subtype: 'message_changed' }],
    ['about someone who joins', { ...mention, subtype: 'channel_join' }],
    ['about a mention beside a photo, which gets a reply of its own', { ...mention, files: [slackFile('F0NOFACES')] }],
  ])('%s', async (_what, event) => {
    await send({ channel: CHANNEL, ...event });
    expect(answers()).toEqual([]);
  });
});

describe('a file in a direct message', () => {
  it.each([
    ['without faces', slackFile('F0NOFACES'), 'I found no faces in this photo.'],
    ['that is no photo', slackFile('F0TEXT000', { mimetype: 'text/plain' }), 'There’s no photo in this message'],
    ['that is a PDF', slackFile('F0PDF0000', { mimetype: 'application/pdf' }), 'I can’t open PDF files.'],
    ['that is a drawing', slackFile('F0SVG0000', { mimetype: 'image/svg+xml' }), 'I can’t open SVG files.'],
    ['that is a video', slackFile('F0VIDEO00', { mimetype: 'video/mp4' }), 'I can’t open video files.'],
  ])('%s gets one sentence', async (_what, file, sentence) => {
    await sendDirectly({ subtype: 'file_share', files: [file] });
    expect(bot.slack.ephemerals).toMatchObject([{ channel: DIRECT, text: expect.stringContaining(sentence) }]);
  });

  it.each([
    ['without faces', slackFile('F0NOFACES')],
    ['that is no photo', slackFile('F0TEXT000', { mimetype: 'text/plain' })],
    ['that is a drawing', slackFile('F0SVG0000', { mimetype: 'image/svg+xml' })],
  ])('%s gets none in a channel, unless the message mentions Rollcall', async (_what, file) => {
    await bot.post({ files: [file] });
    expect(bot.slack.ephemerals).toEqual([]);
    await bot.post({ files: [file], ts: '1700000200.000100', text: `<@${BOT_USER}> who is this?` });
    expect(bot.slack.ephemerals).toHaveLength(1);
  });
});
