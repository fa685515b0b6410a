import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, POST_TS } from '../support/slack/ids.js';

let bot: Bot;
beforeEach(async () => {
  const recognizer = createFakeRecognizer({
    people: [{ id: 'ada', name: 'Ada Lovelace' }],
    faces: { 'slack-f0000000a': [fakeFace('only', 0.1)] },
  });
  bot = await startBot({ recognizer });
});
afterEach(() => bot.slack.close());

/** Another process of the bot in the same workspace, or the same one after a restart. */
const another = () => startBot({ recognizer: bot.recognizer, slack: bot.slack });
const replies = () => bot.slack.ownMessages();
const postings = () => bot.slack.requests.filter(({ method }) => method === 'chat.postMessage');

describe('a post gets one reply', () => {
  it('however often Slack delivers it, also while it is being answered', async () => {
    await Promise.all([bot.post(), bot.post({ retryNum: 1 })]);
    await bot.post({ retryNum: 2 });
    expect(replies()).toHaveLength(1);
  });

  it('if another process answered it before', async () => {
    await bot.post();
    await (await another()).post();
    expect(replies()).toHaveLength(1);
  });

  it('if two processes answer it at the same time: the later reply is deleted', async () => {
    const other = await another();
    const posting = bot.slack.hold('chat.postMessage');
    const work = [bot.post(), other.post()];
    await vi.waitFor(() => expect(postings()).toHaveLength(2));
    posting.release();
    await Promise.all(work);
    expect(postings()).toHaveLength(2);
    expect(replies()).toHaveLength(1);
    expect(bot.slack.ephemerals).toEqual([]);
  });

  it('after a restart, which looks for the reply before it downloads anything', async () => {
    await bot.post();
    const restarted = await another();
    await restarted.post({ retryNum: 1 });
    expect(restarted.downloads).toEqual([]);
    expect(replies()).toHaveLength(1);
  });

  it('even if someone else wrote a message with the same metadata', async () => {
    bot.slack.state.putForeign({
      ts: '1700000000.500000',
      thread_ts: POST_TS,
      user: ADA,
      metadata: { event_type: 'rollcall_reply', event_payload: { post: POST_TS, photos: '' } },
    });
    await bot.post({ retryNum: 1 });
    expect(replies()).toHaveLength(1);
  });
});

it('a photo that was answered elsewhere and is shared again gets a reply there, too', async () => {
  await bot.post();
  await bot.post({ ts: '1700000009.000100' });
  expect(replies().map(({ thread_ts }) => thread_ts)).toEqual([POST_TS, '1700000009.000100']);
});
