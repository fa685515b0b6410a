import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { photoIdOfFile } from '../../src/faces/ids.js';
import { type Bot, startBot } from '../support/bot.js';
import { createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { BOT_USER, POST_TS } from '../support/slack/ids.js';
import { messageEvent, slackFile } from '../support/slack/payloads.js';

let bot: Bot;
beforeEach(async () => {
  const faces = { [photoIdOfFile('F0000000A')]: [fakeFace('one', 0.1)] };
  bot = await startBot({ recognizer: createFakeRecognizer({ faces }) });
  await bot.post();
  bot.background.length = 0;
});
afterEach(() => bot.slack.close());

/** The network repeats the request that posted the reply. @returns the `ts` of both replies. */
function repeatReply(): readonly [string, string] {
  const [reply] = bot.slack.ownMessages();
  if (reply === undefined) throw new Error('there is no reply');
  const ts = bot.slack.state.nextTs();
  bot.slack.state.put({ ...reply, ts });
  return [reply.ts, ts];
}

/** Slack's event about a message of the bot in the thread of the post. */
const ownMessage = (ts: string, more = {}) =>
  messageEvent({ user: BOT_USER, subtype: undefined, thread_ts: POST_TS, ts, ...more });

const replies = () => bot.slack.ownMessages().map(({ ts }) => ts);

describe('a reply that the network posted twice', () => {
  it('stays once, as soon as Slack reports both', async () => {
    const [first, second] = repeatReply();
    await bot.send(ownMessage(first));
    await bot.send(ownMessage(second));
    await bot.runBackground();
    expect(replies()).toEqual([first]);
  });

  it('stays once after the next start, if Slack’s event was lost', async () => {
    const [first] = repeatReply();
    bot = await startBot({ recognizer: bot.recognizer, slack: bot.slack });
    await bot.runBackground();
    expect(replies()).toEqual([first]);
  });
});

it('files that the bot posts are not answered', async () => {
  await bot.send(ownMessage(bot.slack.state.nextTs(), { subtype: 'file_share', files: [slackFile('F0000000B')] }));
  expect(replies()).toHaveLength(1);
  expect(bot.background).toEqual([]);
});
