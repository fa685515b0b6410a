import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, BEN, BOT_USER, CHANNEL, startTestBot, TEAM, type TestBot } from '../support/bot.js';

let bot: TestBot;
beforeEach(async () => {
  bot = await startTestBot();
});
afterEach(() => bot.slack.assertDone());

const joined = (user: string, inviter?: string) =>
  bot.send({
    type: 'event_callback',
    team_id: TEAM,
    event_id: 'Ev2',
    event: { type: 'member_joined_channel', user, channel: CHANNEL, channel_type: 'C', team: TEAM, inviter },
  });
const posts = () => bot.slack.callsOf('chat.postMessage');
const introduced = {
  messages: [{ ts: '1', user: BOT_USER, metadata: { event_type: 'rollcall_introduction', event_payload: {} } }],
};

describe('invited to a channel', () => {
  it('introduces itself: who invited it, what it does, and how to turn it off', async () => {
    bot.slack.expect('conversations.history', { messages: [{ ts: '1', user: ADA, text: 'hello' }] });
    bot.slack.expect('chat.postMessage');
    await joined(BOT_USER, ADA);
    expect(posts()).toEqual([expect.objectContaining({ channel: CHANNEL })]);
    const text = String(posts()[0]?.text);
    expect(text).toContain(`<@${ADA}> invited me.`);
    expect(text).toContain('when somebody posts a photo here, I answer in its thread');
    expect(text).toContain(`\`/remove\` <@${BOT_USER}>`);
  });

  it('does so without a name when Slack does not say who it was', async () => {
    bot.slack.expect('conversations.history', { messages: [] });
    bot.slack.expect('chat.postMessage');
    await joined(BOT_USER);
    expect(posts()[0]?.text).not.toContain('invited me');
  });

  it('does so once, however often it is told or invited', async () => {
    bot.slack.expect('conversations.history', { messages: [] });
    bot.slack.expect('chat.postMessage');
    await Promise.all([joined(BOT_USER, ADA), joined(BOT_USER, ADA)]);
    bot.slack.expect('conversations.history', introduced);
    await joined(BOT_USER, BEN);
    expect(posts()).toHaveLength(1);
  });

  it('says nothing when somebody else joins', async () => {
    await joined(BEN, ADA);
    expect(bot.slack.calls).toEqual([expect.objectContaining({ method: 'auth.test' })]);
  });

  it('takes a refusal in stride', async () => {
    bot.slack.expect('conversations.history', { messages: [] });
    bot.slack.expect('chat.postMessage', { ok: false, error: 'restricted_action' });
    await joined(BOT_USER, ADA);
    expect(bot.logged.join('\n')).toContain('No introduction');
  });
});
