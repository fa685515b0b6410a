import { afterEach, describe, expect, it } from 'vitest';
import type { Bot } from '../support/bot.js';
import { startBot } from '../support/bot.js';
import { clarifaiError, fakeFace } from '../support/fake-recognizer.js';
import { type PostedReply, postedReply } from '../support/posted-reply.js';
import { ADA, BEN, BOT_USER } from '../support/slack/ids.js';
import { blockAction, slackFile } from '../support/slack/payloads.js';
import { buttonNamed } from '../support/slack/read-message.js';

/** Ada has an account, Grace has none; Ben named both on day 0. */
const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };
const DAY = 24 * 60 * 60_000;
const START = 1_700_000_000_000;

let posted: PostedReply;
afterEach(() => posted.bot.slack.close());

async function start(): Promise<void> {
  posted = await postedReply({
    people: [ada, grace],
    trained: true,
    faces: [fakeFace('a', 0.1), fakeFace('g', 0.5)],
    otherFaces: { 'slack-f0000000b': [fakeFace('b', 0.1, { [ada.id]: 0.98 })] },
    now: () => new Date(START),
  });
  await posted.pick('a', `p:${ada.id}`, BEN);
  await posted.pick('g', `p:${grace.id}`, BEN);
  posted.bot.background.length = 0;
}

/** Starts the bot again on a day, as its first run of that day. */
async function onDay(day: number): Promise<Bot> {
  const { slack, recognizer } = posted.bot;
  posted.bot = await startBot({ slack, recognizer, keepDays: 100, now: () => START + day * DAY });
  for (let round = 0; round < 3; round++) await posted.bot.runBackground();
  return posted.bot;
}

const messagesTo = (user: string) => posted.bot.slack.messages(user);
const people = async () => (await posted.bot.recognizer.people.list()).map(({ name }) => name);

async function press(user: string, label: string): Promise<void> {
  const message = messagesTo(user).at(-1);
  const { text: _, ...button } = buttonNamed(message ?? {}, label);
  const click = blockAction({ type: 'button', block_id: 'b', ...button }, { ts: message?.ts ?? '' }, user);
  await posted.bot.send({ ...click, channel: { id: user, name: 'directmessage' } });
}

describe('someone who is in no photo for the days set', () => {
  it('is told a month before, once, and without an account the one who named them', async () => {
    await start();
    await onDay(69);
    expect([messagesTo(ADA), messagesTo(BEN)]).toEqual([[], []]);
    await onDay(70);
    await onDay(71);
    expect(messagesTo(ADA).map(({ text }) => text)).toEqual([expect.stringContaining('I’ll forget you')]);
    expect(messagesTo(BEN).map(({ text }) => text)).toEqual([expect.stringContaining('*Grace Hopper*')]);
    expect(await people()).toEqual(['Ada Lovelace', 'Grace Hopper']);
  });

  it('is told a day later if Slack is down, and not forgotten before', async () => {
    await start();
    posted.bot.slack.fail('chat.postMessage', 'internal_error', 2);
    await onDay(70);
    expect([messagesTo(ADA), messagesTo(BEN)]).toEqual([[], []]);
    await onDay(99);
    expect([messagesTo(ADA).length, messagesTo(BEN).length]).toEqual([1, 1]);
    await onDay(128);
    expect(await people()).toEqual(['Ada Lovelace', 'Grace Hopper']);
    await onDay(129);
    expect(await people()).toEqual([]);
  });

  it('is told after a start if Rollcall had stopped before the message was sent', async () => {
    await start();
    const { recognizer } = posted.bot;
    for (const { id: personId } of [ada, grace]) {
      const at = new Date(START + 70 * DAY);
      await recognizer.people.claimLapse({ personId, at, seenAt: new Date(START), interruptedBefore: at });
    }
    await onDay(70);
    expect([messagesTo(ADA), messagesTo(BEN)]).toEqual([[], []]);
    await onDay(71);
    await onDay(100);
    expect([messagesTo(ADA).length, messagesTo(BEN).length]).toEqual([1, 1]);
    expect(await people()).toEqual(['Ada Lovelace', 'Grace Hopper']);
  });

  it('is not told again if Rollcall had stopped after the message was sent', async () => {
    await start();
    const { recognizer, slack } = posted.bot;
    slack.state.channels.set(ADA, { id: ADA, user: ADA, members: [ADA, BOT_USER] });
    recognizer.failNext('people.setLapseTold', clarifaiError('unavailable'));
    await onDay(70);
    expect(messagesTo(ADA)).toHaveLength(1);
    await onDay(71);
    await onDay(72);
    expect(messagesTo(ADA)).toHaveLength(1);
    const { records } = await recognizer.people.registry();
    expect(records.find(({ id }) => id === ada.id)?.lapseToldAt).toEqual(new Date(START + 71 * DAY));
  });

  it('is told by one of two processes that look at the same moment', async () => {
    await start();
    const { recognizer, slack } = posted.bot;
    const other = new Date(START + 70 * DAY + 1);
    const sleep = () =>
      recognizer.people
        .registry()
        .then(() =>
          recognizer.people.claimLapse({
            personId: ada.id,
            at: other,
            seenAt: new Date(START),
            interruptedBefore: other,
          }),
        )
        .then(() => undefined);
    posted.bot = await startBot({ slack, recognizer, keepDays: 100, now: () => START + 70 * DAY, sleep });
    await posted.bot.runBackground();
    expect(messagesTo(ADA)).toEqual([]);
    expect(messagesTo(BEN)).toHaveLength(1);
  });

  it('is forgotten without a word if no one is there to be told', async () => {
    await start();
    posted.bot.slack.fail('chat.postMessage', 'user_not_found', 2);
    await onDay(70);
    await onDay(100);
    expect(await people()).toEqual([]);
  });

  it('is then forgotten as by “Forget”, and told', async () => {
    await start();
    await onDay(70);
    await onDay(100);
    expect(await people()).toEqual([]);
    expect(await posted.bot.recognizer.tags.list()).toEqual([]);
    expect(messagesTo(ADA).at(-1)?.text).toContain('I’ve forgotten you');
    expect(messagesTo(BEN).at(-1)?.text).toContain('I’ve forgotten the person');
    expect(messagesTo(BEN).at(-1)?.text).not.toContain('Grace');
  });

  it('is kept if they ask for it', async () => {
    await start();
    await onDay(70);
    await press(ADA, 'Keep me');
    await press(BEN, 'Keep them');
    expect(messagesTo(ADA).at(-1)?.text).toContain('I’ll keep this person for now');
    await onDay(139);
    expect(await people()).toEqual(['Ada Lovelace', 'Grace Hopper']);
    expect(messagesTo(ADA)).toHaveLength(1);
    await onDay(140);
    expect(messagesTo(ADA)).toHaveLength(2);
  });

  it('is kept if the model recognises them in a new photo', async () => {
    await start();
    const bot = await onDay(60);
    await bot.post({ ts: '1705000000.000100', files: [slackFile('F0000000B')] });
    await bot.runBackground();
    await onDay(110);
    expect(messagesTo(ADA)).toEqual([]);
    expect(messagesTo(BEN)).toHaveLength(1);
  });
});

describe('crops of faces', () => {
  it('are deleted after a month, and made again when they are shown', async () => {
    await start();
    const { slack } = posted.bot;
    await posted.pick('g', 'a:new', BEN);
    const crops = () => slack.uploads().filter(({ name }) => String(name).startsWith('face '));
    const before = crops();
    expect(before.length).toBeGreaterThan(0);
    await onDay(29);
    expect(crops()).toEqual(before);
    for (const { id } of before) expect(slack.state.deletedFiles).not.toContain(id);
    await onDay(31);
    for (const { id } of before) expect(slack.state.deletedFiles).toContain(id);
  });

  it('are deleted also where no one is ever forgotten, and where people could not be read', async () => {
    await start();
    await posted.pick('g', 'a:new', BEN);
    const { slack, recognizer } = posted.bot;
    const before = slack.uploads().filter(({ name }) => String(name).startsWith('face '));
    recognizer.failNext('people.registry', clarifaiError('unavailable'));
    posted.bot = await startBot({ slack, recognizer, now: () => START + 31 * DAY });
    await posted.bot.runBackground();
    expect(before.length).toBeGreaterThan(0);
    for (const { id } of before) expect(slack.state.deletedFiles).toContain(id);
  });
});
