import { afterEach, describe, expect, it } from 'vitest';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { ADA, BOT_USER, CHANNEL, POST_TS } from '../support/slack/ids.js';
import { facesOf, picturesOf } from '../support/slack/read-message.js';

const PHOTO = 'slack-f0000000a';
const ada = { id: 'ada', name: 'Ada Lovelace' };
const OTHER_CHANNEL = 'C00000002';

let bot: Bot;
afterEach(() => bot.slack.close());

async function start(setup: BotSetup = {}): Promise<void> {
  bot = await startBot({
    recognizer: createFakeRecognizer({ faces: { [PHOTO]: [fakeFace('right', 0.6), fakeFace('left', 0.1)] } }),
    ...setup,
  });
  bot.background.length = 0;
}

const replies = (channel?: string) => bot.slack.ownMessages(channel);
const typesOf = (reply: { blocks?: readonly Record<string, unknown>[] } | undefined) =>
  reply?.blocks?.map(({ type }) => type);

describe('a reply', () => {
  it('waits until Slack can show its fresh picture', async () => {
    await start();
    bot.slack.state.refusedPictures = 2;
    await bot.post();
    expect(bot.sleeps).toEqual([200, 400]);
    expect(typesOf(replies()[0])).toEqual(['section', 'image', 'section', 'section']);
  });

  it('comes without its picture rather than not at all, and remembers the picture for its next update', async () => {
    await start();
    bot.slack.state.refusedPictures = Number.POSITIVE_INFINITY;
    await bot.post();
    expect(typesOf(replies()[0])).toEqual(['section', 'context', 'section', 'section']);
    expect(replies()[0]?.metadata).toMatchObject({ event_payload: { photos: `${PHOTO}:F0UPLOAD1` } });
  });

  it('that came without its picture shows it some seconds later', async () => {
    await start();
    bot.slack.state.refusedPictures = Number.POSITIVE_INFINITY;
    await bot.post();
    bot.slack.state.refusedPictures = 0;
    await bot.runBackground();
    expect(bot.sleeps.slice(-2)).toEqual([15_000, 60_000]);
    expect(replies()[0]?.edits).toBe(1);
    expect(picturesOf(replies()[0] ?? {})).toEqual(['F0UPLOAD1']);
    expect(bot.slack.uploads()).toHaveLength(1);
  });

  it('is posted once if only Slack’s answer was lost', async () => {
    await start();
    bot.slack.fail('chat.postMessage', { lost: 'answer' });
    await bot.post();
    expect(replies()).toHaveLength(1);
    expect(bot.slack.ephemerals).toEqual([]);
  });

  it.each([
    ['the connection was lost', { lost: 'request' }],
    ['Slack failed', { status: 503 }],
  ] as const)('is posted again if it did not arrive because %s', async (_why, failure) => {
    await start();
    bot.slack.fail('chat.postMessage', failure);
    await bot.post();
    expect(replies()).toHaveLength(1);
    expect(bot.slack.ephemerals).toEqual([]);
  });

  it('waits as long as Slack asks', async () => {
    await start();
    bot.slack.fail('chat.postMessage', { status: 429, headers: { 'retry-after': '7' } });
    await bot.post();
    // The clock of these tests goes on by itself.
    expect(bot.sleeps).toEqual([6999]);
    expect(replies()).toHaveLength(1);
  });

  it('waits only in the channel that Slack asks it to wait in', async () => {
    let goOn = () => {};
    await start({ sleep: (ms) => (ms > 5000 ? new Promise((resolve) => (goOn = resolve)) : Promise.resolve()) });
    bot.slack.state.channels.set(OTHER_CHANNEL, { id: OTHER_CHANNEL, members: [ADA, BOT_USER] });
    bot.slack.fail('chat.postMessage', { status: 429, headers: { 'retry-after': '30' } });
    const slow = bot.post();
    await expect.poll(() => bot.slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
    await bot.post({ channel: OTHER_CHANNEL });
    expect([replies().length, replies(OTHER_CHANNEL).length]).toEqual([0, 1]);
    goOn();
    await slow;
    expect([replies().length, replies(OTHER_CHANNEL).length]).toEqual([1, 1]);
  });

  it('to a photo shared again shows the names it has, and mentions no one', async () => {
    await start({ isAlone: true });
    await bot.post();
    await bot.recognizer.tags.add({ photoId: PHOTO, faceId: 'left', person: ada, taggedBy: ADA });
    await bot.post({ ts: '1700000009.000100' });
    const second = bot.slack.messages(CHANNEL, '1700000009.000100').at(-1);
    expect(JSON.stringify(second?.blocks)).not.toContain('<@');
    expect(facesOf(second ?? {})[0]).toBe('*1 Ada Lovelace*');
    expect(second?.thread_ts).not.toBe(POST_TS);
  });
});
