import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PhotosOfMe } from '../../src/faces/model.js';
import { type Bot, type BotSetup, startBot } from '../support/bot.js';
import { createFakeRecognizer, type FakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { createFakeSlack, type FakeSlack } from '../support/slack/fake-slack.js';
import { ADA, BEN, BOT_USER, CHANNEL, POST_TS } from '../support/slack/ids.js';
import { blockAction, homeOpened, slackFile, viewAction } from '../support/slack/payloads.js';
import { buttonNamed, picturesOf } from '../support/slack/read-message.js';

/** Ada hears of photos of her. */

const ada = { id: 'slack-uada00000', name: 'Ada Lovelace' };
const ben = { id: 'slack-uben00000', name: 'Ben Bitdiddle' };
const PRIVATE = 'C0PRIVATE';
/** POST_TS is Tuesday, 14 November 2023, 22:13 UTC. */
const CHOSEN = new Date('2023-11-14T21:00:00Z');

let bot: Bot;
let slack: FakeSlack;
let recognizer: FakeRecognizer;

beforeEach(() => {
  slack = createFakeSlack();
  slack.state.channels.set(PRIVATE, { id: PRIVATE, members: [BEN, BOT_USER] });
  recognizer = createFakeRecognizer({
    people: [ada, ben],
    trained: true,
    faces: {
      'slack-f0000000a': [fakeFace('sure', 0.1, { [ada.id]: 0.97 })],
      'slack-f0000000b': [fakeFace('likely', 0.1, { [ada.id]: 0.85 })],
      'slack-f0000000c': [fakeFace('stranger', 0.1)],
    },
  });
});
afterEach(() => slack.close());

const start = async (setup: BotSetup = {}) => {
  bot = await startBot({ slack, recognizer, isAlone: true, ...setup });
};
const choose = (choice: PhotosOfMe['choice']) =>
  recognizer.people.setPhotosOfMe({ person: ada, photosOfMe: { choice, at: CHOSEN } });
/** What Ada was told, without questions. */
const told = () => slack.ownMessages(ADA).filter(({ metadata }) => metadata === undefined);

/** Ben posts a photo. */
async function post(file: string, more: { channel?: string; user?: string; ts?: string } = {}): Promise<void> {
  await bot.post({ user: BEN, files: [slackFile(file)], ...more });
  await bot.runBackground();
}

describe('someone who wants to hear at once', () => {
  beforeEach(async () => {
    await start();
    await choose('at once');
  });

  it('gets a message about a photo in which they are named, with the photo and where it is', async () => {
    await post('F0000000A');
    expect(told()).toHaveLength(1);
    expect(told()[0]?.text).toMatch(
      new RegExp(`^<@${BEN}> posted <https://\\S+\\|a photo of you> in <#${CHANNEL}>\\.$`),
    );
    // The file that was posted: Slack shows it only to those who may see it.
    expect(picturesOf(told()[0] ?? {})).toEqual(['F0000000A']);
  });

  it('is told once, also if someone confirms the name', async () => {
    await post('F0000000A');
    const [reply] = slack.ownMessages();
    await recognizer.tags.add({ photoId: 'slack-f0000000a', faceId: 'sure', person: ada, taggedBy: BEN });
    const turn = { type: 'button', action_id: 'turn_page:0', block_id: 'b', value: '0' };
    await bot.send(blockAction(turn, { ts: reply?.ts ?? '', thread_ts: POST_TS }, BEN));
    await bot.runBackground();
    expect(told()).toHaveLength(1);
  });

  it.each([
    ['a face that may be theirs', 'F0000000B', {}],
    ['their own post', 'F0000000A', { user: ADA }],
    ['a conversation they are not in', 'F0000000A', { channel: PRIVATE }],
    ['a photo without them', 'F0000000C', {}],
  ])('hears nothing about %s', async (_what, file, more) => {
    await post(file, more);
    expect(told()).toEqual([]);
  });

  it('hears nothing about a photo from long ago', async () => {
    await post('F0000000A', { ts: '1690000000.000100' });
    expect(told()).toEqual([]);
  });
});

it.each([
  ['tells nothing if another process claimed the same photo at the same moment', ['slack-f0000000a/other'], 0],
  ['tells them if its claim was only lost to a write for another photo', ['slack-f0000000b/other'], 1],
])('one of several processes %s', async (_what, stored, expected) => {
  await start({ isAlone: false });
  await choose('at once');
  let isFirst = true;
  recognizer.before('people.whoTells', async () => {
    if (!isFirst) return;
    isFirst = false;
    await recognizer.people.setPhotosOfMe({
      person: ada,
      photosOfMe: { choice: 'at once', at: CHOSEN, told: stored },
    });
  });
  await post('F0000000A');
  expect(told()).toHaveLength(expected);
});

it.each(['weekly', 'never'] as const)('someone who chose “%s” hears nothing at once', async (choice) => {
  await start();
  await choose(choice);
  await post('F0000000A');
  expect(told()).toEqual([]);
});

it('no one hears anything before they have chosen', async () => {
  await start();
  await post('F0000000A');
  expect(told()).toEqual([]);
});

describe('the weekly message', () => {
  const morning = Date.parse('2023-11-22T09:30:00Z');

  /** Rollcall runs at that time. */
  async function runAt(time: number): Promise<void> {
    await start({ now: () => time });
    await bot.runBackground();
  }

  beforeEach(async () => {
    await start();
    await choose('weekly');
  });

  it('shows the photos of the week in one message, and is sent once', async () => {
    await post('F0000000A');
    await runAt(morning);
    await runAt(morning + 60_000);
    expect(told()).toHaveLength(1);
    expect(told()[0]?.text).toBe('One new photo of you was posted in your conversations this week.');
    expect(picturesOf(told()[0] ?? {})).toEqual(['F0000000A']);
    expect(JSON.stringify(told()[0]?.blocks)).toContain(`|See the photo> by <@${BEN}>`);
  });

  it('is not sent if there is nothing', async () => {
    await post('F0000000B');
    await post('F0000000C', { ts: '1700000100.000100' });
    await runAt(morning);
    expect(told()).toEqual([]);
  });

  it('leaves out photos of conversations that the person has left', async () => {
    await post('F0000000A');
    slack.state.channels.set(CHANNEL, { id: CHANNEL, members: [BEN, BOT_USER] });
    await runAt(morning);
    expect(told()).toEqual([]);
  });

  it('leaves out photos from before they asked for it, and their own posts', async () => {
    await post('F0000000A', { ts: '1699990000.000100' });
    await runAt(morning);
    expect(told()).toEqual([]);
  });

  it('comes in the morning where the person is', async () => {
    await post('F0000000A');
    slack.state.users.set(ADA, { id: ADA, tz_offset: 9 * 3600 });
    await runAt(morning);
    expect(told()).toEqual([]);
    await runAt(Date.parse('2023-11-22T00:30:00Z'));
    expect(told()).toHaveLength(1);
  });

  it('is sent again if Slack did not take it', async () => {
    await post('F0000000A');
    slack.fail('chat.postMessage', 'internal_error');
    await runAt(morning);
    expect(told()).toEqual([]);
    await runAt(morning + 60_000);
    expect(told()).toHaveLength(1);
  });

  it('can be turned off with its buttons', async () => {
    await post('F0000000A');
    await runAt(morning);
    const message = told()[0] ?? expect.fail('there is no message');
    const { action_id } = buttonNamed(message, 'Don’t tell me');
    const click = blockAction({ type: 'button', action_id, block_id: 'b' }, { ts: message.ts }, ADA);
    await bot.send({ ...click, channel: { id: ADA, name: 'directmessage' } });
    const { records } = await recognizer.people.registry();
    expect(records.find(({ id }) => id === ada.id)?.photosOfMe?.choice).toBe('never');
    expect(slack.commandAnswers.at(-1)?.text).toBe('I don’t tell you about photos of you.');
  });
});

it('App Home shows and changes the choice', async () => {
  await start();
  await bot.send(homeOpened());
  const before = slack.home(ADA) ?? expect.fail('there is no App Home');
  expect(JSON.stringify(before.blocks)).toContain('Until you choose, I won’t.');
  const { action_id } = buttonNamed(before, 'Right away');
  await bot.send(viewAction({ action_id, value: '' }, { ...before, type: 'home' }));
  expect(JSON.stringify(slack.home(ADA)?.blocks)).toContain('I’ll tell you as soon as a photo of you is posted');
});
