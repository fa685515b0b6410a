import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../support/bot.js';
import { ADA, BEN, BOT_USER, CHANNEL, TEAM } from '../support/slack/ids.js';
import { slackEvent } from '../support/slack/payloads.js';

let bot: Bot;
beforeEach(async () => {
  bot = await startBot();
});
afterEach(() => bot.slack.close());

const join = (user: string, inviter?: string) =>
  bot.send(
    slackEvent({ type: 'member_joined_channel', user, channel: CHANNEL, channel_type: 'C', team: TEAM, inviter }),
  );
const introductions = () => bot.slack.ownMessages().map(({ text }) => text);

describe('invited to a channel', () => {
  it('says what it does and how to remove it, and mentions no one but itself', async () => {
    await join(BOT_USER, ADA);
    expect(introductions()).toHaveLength(1);
    const [text] = introductions();
    expect(text).not.toContain(`<@${ADA}>`);
    expect(text).toContain('Post a photo here and I’ll reply in its thread');
    expect(text).toContain(`\`/remove\` <@${BOT_USER}>`);
  });

  it('introduces itself once, however often it is told or invited', async () => {
    await Promise.all([join(BOT_USER, ADA), join(BOT_USER, ADA)]);
    await join(BOT_USER, BEN);
    expect(introductions()).toHaveLength(1);
  });

  it('introduces itself once even if it was restarted in between', async () => {
    await join(BOT_USER, ADA);
    bot = await startBot({ slack: bot.slack });
    await join(BOT_USER, BEN);
    expect(introductions()).toHaveLength(1);
  });

  it('says nothing when someone else joins', async () => {
    await join(BEN, ADA);
    expect(introductions()).toEqual([]);
  });

  it('logs that it may not post there', async () => {
    bot.slack.fail('chat.postMessage', 'restricted_action');
    await join(BOT_USER, ADA);
    expect(introductions()).toEqual([]);
    expect(bot.logged.join('\n')).toContain('No introduction');
  });
});
