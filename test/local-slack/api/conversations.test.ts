import { describe, expect, it } from 'vitest';
import { ADA, BEN, BOT, EVE, errorOf, PHOTOS, PRIVATE, RANDOM, startTestSlack } from '../../support/local-slack.js';

const slack = await startTestSlack();

describe('reading', () => {
  it('pages history newest first, without thread replies, each once', async () => {
    const channel = (await slack.as(ADA).conversations.open({ users: `${BEN},${EVE}` })).channel?.id ?? '';
    const sent: string[] = [];
    for (const text of ['1', '2', '3', '4', '5']) {
      sent.push((await slack.as(ADA).chat.postMessage({ channel, text })).ts ?? '');
    }
    await slack.as(BEN).chat.postMessage({ channel, text: 'reply', thread_ts: sent[0] ?? '' });
    const seen: string[] = [];
    for await (const page of slack.as(BEN).paginate('conversations.history', { channel, limit: 2 })) {
      seen.push(...(page as unknown as { messages: { text: string }[] }).messages.map(({ text }) => text));
    }
    expect(seen).toEqual(['5', '4', '3', '2', '1']);
    const { messages = [] } = await slack
      .as(BEN)
      .conversations.history({ channel, oldest: sent[1] ?? '', latest: sent[3] ?? '' });
    expect(messages.map(({ text }) => text)).toEqual(['3']);
    const bounds = { oldest: sent[1] ?? '', latest: sent[3] ?? '', inclusive: true };
    const inclusive = await slack.as(BEN).conversations.history({ channel, ...bounds });
    expect(inclusive.messages?.map(({ text }) => text)).toEqual(['4', '3', '2']);
  });

  it('pages replies, with the parent first on each page and a summary of the thread', async () => {
    const parent = await slack.post('parent');
    for (const text of ['a', 'b', 'c']) await slack.post(text, { thread_ts: parent });
    const pages: (string | undefined)[][] = [];
    for await (const page of slack.bot.paginate('conversations.replies', { channel: PHOTOS, ts: parent, limit: 3 })) {
      pages.push((page as unknown as { messages: { text?: string }[] }).messages.map(({ text }) => text));
    }
    expect(pages).toEqual([
      ['parent', 'a', 'b'],
      ['parent', 'c'],
    ]);
    const { messages } = await slack.bot.conversations.replies({ channel: PHOTOS, ts: parent });
    expect(messages?.[0]).toMatchObject({ thread_ts: parent, reply_count: 3, reply_users: [BOT] });
  });

  it('lists the people and channels a person can see', async () => {
    const { members = [] } = await slack.bot.users.list({});
    expect(members.filter(({ is_bot }) => !is_bot)).toHaveLength(5);
    const names = async (person: string) => {
      const { channels = [] } = await slack.as(person).conversations.list({ types: 'public_channel,private_channel' });
      return channels.map(({ name }) => name);
    };
    expect(await names(ADA)).toEqual(['photos', 'random', 'offsite-planning']);
    expect(await names(EVE)).toEqual(['photos', 'random']);
    expect(await errorOf(slack.bot.conversations.list({ types: 'rooms' }))).toBe('invalid_types');
    expect(await errorOf(slack.bot.conversations.list({ cursor: 'rubbish' }))).toBe('invalid_cursor');
    expect(await errorOf(slack.bot.users.info({ user: 'U0NOBODY00' }))).toBe('user_not_found');
  });

  it('lists everyone and everything public without a token', async () => {
    const workspace = (await (await fetch(`${slack.url}/local/workspace`)).json()) as {
      users: { id: string }[];
      channels: { id: string }[];
    };
    expect(workspace).toMatchObject({
      ok: true,
      bot_user_id: BOT,
      team: { id: 'T0LOCAL001' },
      app: { connected: false },
    });
    expect(workspace.users.map(({ id }) => id)).toContain(ADA);
    expect(workspace.channels.map(({ id }) => id)).toEqual([PHOTOS, RANDOM, PRIVATE]);
  });

  it('links to a message in the page', async () => {
    const ts = await slack.post('Look');
    const { permalink = '' } = await slack.bot.chat.getPermalink({ channel: PHOTOS, message_ts: ts });
    expect(permalink).toBe(`${slack.url}/archives/${PHOTOS}/p${ts.replace('.', '')}`);
    const visit = await fetch(permalink, { redirect: 'manual' });
    expect(visit.headers.get('location')).toBe(`/#/c/${PHOTOS}`);
  });
});
