import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ADA,
  BEN,
  BOT,
  EVE,
  errorOf,
  openTestSlack,
  PHOTOS,
  PRIVATE,
  RANDOM,
  type TestSlack,
} from '../support/local-slack.js';

let slack: TestSlack;
beforeAll(async () => {
  slack = await openTestSlack();
});
afterAll(() => slack.close());

async function raw(method: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', ...init });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

async function post(text: string, more: object = {}): Promise<string> {
  const { ts } = await slack.bot.chat.postMessage({ channel: PHOTOS, text, ...more });
  return ts ?? '';
}

describe('tokens', () => {
  it('identify the bot, the app and people', async () => {
    expect(await slack.bot.auth.test()).toMatchObject({ user_id: BOT, team_id: 'T0LOCAL001', bot_id: 'B0ROLLCALL' });
    expect(await slack.as(ADA).auth.test()).toMatchObject({ user_id: ADA, user: 'ada.one' });
  });

  it('are required, and must be valid and of the right kind', async () => {
    expect(await raw('auth.test')).toEqual({ ok: false, error: 'not_authed' });
    expect(await raw('auth.test', bearer('xoxb-local-wrong'))).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await raw('auth.test', bearer('xoxp-local-U0NOBODY00'))).toEqual({ ok: false, error: 'invalid_auth' });
    for (const token of [`xoxp-local-${ADA}`, `xoxp-local-${ADA}-${'0'.repeat(32)}`, `xoxp-local-${BOT}`]) {
      expect(await raw('auth.test', bearer(token))).toEqual({ ok: false, error: 'invalid_auth' });
    }
    const wrongKind = { ok: false, error: 'not_allowed_token_type' };
    expect(await raw('apps.connections.open', bearer(slack.botToken))).toEqual(wrongKind);
    expect(await raw('auth.test', bearer(slack.appToken))).toEqual(wrongKind);
    expect(await errorOf(slack.as(ADA).views.publish({ user_id: ADA, view: { type: 'home', blocks: [] } }))).toBe(
      'not_allowed_token_type',
    );
  });

  it('may be an argument of a form, and arguments may be JSON or multipart', async () => {
    const form = new URLSearchParams({ token: slack.botToken });
    expect(await raw('auth.test', { body: form })).toMatchObject({ ok: true });
    expect(await raw(`auth.test?token=${slack.botToken}`)).toEqual({ ok: false, error: 'not_authed' });
    const json = { 'Content-Type': 'application/json', ...bearer(slack.botToken).headers };
    const message = JSON.stringify({ channel: PHOTOS, text: 'as JSON', blocks: [{ type: 'divider' }] });
    expect(await raw('chat.postMessage', { headers: json, body: message })).toMatchObject({ ok: true });
    const parts = new FormData();
    parts.set('token', slack.botToken);
    parts.set('channel', PHOTOS);
    parts.set('text', 'as multipart');
    expect(await raw('chat.postMessage', { body: parts })).toMatchObject({ message: { text: 'as multipart' } });
    expect(await raw('chat.postMessage', { headers: json, body: '{' })).toEqual({ ok: false, error: 'invalid_json' });
  });

  it('do not help with unknown methods', async () => {
    expect(await raw('files.upload', bearer(slack.botToken))).toMatchObject({ error: 'unknown_method' });
    expect(await raw('toString', bearer(slack.botToken))).toMatchObject({ error: 'unknown_method' });
    expect(await raw('constructor', bearer(slack.botToken))).toMatchObject({ error: 'unknown_method' });
  });
});

describe('posting', () => {
  it('needs text or blocks, and reports which argument is missing', async () => {
    expect(await errorOf(slack.bot.chat.postMessage({ channel: PHOTOS, text: '' }))).toBe('no_text');
    const form = new URLSearchParams({ token: slack.botToken, text: 'where?' });
    expect(await raw('chat.postMessage', { body: form })).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    });
  });

  it('takes the text from the blocks when there is none', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Two faces' } }];
    const { message } = await slack.bot.chat.postMessage({ channel: PHOTOS, blocks } as never);
    expect(message?.text).toBe('Two faces');
  });

  it('rejects invalid blocks with Slack’s messages', async () => {
    const blocks = JSON.stringify([{ type: 'image', alt_text: 'A', slack_file: { id: 'F0NOSUCH001' } }]);
    const body = new URLSearchParams({ token: slack.botToken, channel: PHOTOS, text: 'a', blocks });
    expect(await raw('chat.postMessage', { body })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'],
      response_metadata: { messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
    });
    body.set('blocks', 'not json');
    expect(await raw('chat.postMessage', { body })).toEqual({ ok: false, error: 'invalid_blocks_format' });
    const long = Array.from({ length: 6 }, () => ({
      type: 'section',
      text: { type: 'mrkdwn', text: 'x'.repeat(2500) },
    }));
    body.set('blocks', JSON.stringify(long));
    expect(await raw('chat.postMessage', { body })).toEqual({ ok: false, error: 'msg_blocks_too_long' });
  });

  it('is not possible in channels the bot is not in', async () => {
    await slack.as(ADA).conversations.open({ users: BEN });
    const { channels = [] } = await slack.as(ADA).users.conversations({ types: 'im' });
    const between = channels.find(({ user }) => user === BEN)?.id ?? '';
    expect(await errorOf(slack.bot.chat.postMessage({ channel: between, text: 'a' }))).toBe('channel_not_found');
    expect(await errorOf(slack.bot.conversations.history({ channel: between }))).toBe('channel_not_found');
    expect(await errorOf(slack.as(EVE).conversations.history({ channel: PRIVATE }))).toBe('channel_not_found');
    await slack.bot.conversations.leave({ channel: RANDOM });
    expect(await errorOf(slack.bot.chat.postMessage({ channel: RANDOM, text: 'a' }))).toBe('not_in_channel');
    expect(await errorOf(slack.bot.conversations.history({ channel: RANDOM }))).toBe('not_in_channel');
    await slack.as(ADA).conversations.invite({ channel: RANDOM, users: BOT });
    expect((await slack.bot.chat.postMessage({ channel: '#random', text: 'back' })).channel).toBe(RANDOM);
  });

  it('sends direct messages to a person', async () => {
    const { channel = '' } = await slack.bot.chat.postMessage({ channel: ADA, text: 'Between us' });
    const { messages } = await slack.as(ADA).conversations.history({ channel });
    expect(messages?.[0]?.text).toBe('Between us');
    expect(await errorOf(slack.as(BEN).conversations.history({ channel }))).toBe('channel_not_found');
  });

  it('rejects replies to replies and to missing messages', async () => {
    const parent = await post('parent');
    const reply = await post('reply', { thread_ts: parent });
    expect(await errorOf(post('a', { thread_ts: '1.000001' }))).toBe('thread_not_found');
    expect(await errorOf(post('a', { thread_ts: reply }))).toBe('cannot_reply_to_message');
  });
});

describe('updating', () => {
  const blocks = [{ type: 'divider' as const, block_id: 'line' }];
  const metadata = { event_type: 'faces', event_payload: { photo: 'p1' } };
  const read = async (ts: string) => {
    const { messages = [] } = await slack.bot.conversations.history({
      channel: PHOTOS,
      latest: ts,
      inclusive: true,
      limit: 1,
      include_all_metadata: true,
    });
    return messages[0];
  };

  it('removes the blocks when only text is sent, and keeps the metadata', async () => {
    const ts = await post('before', { blocks, metadata });
    await slack.bot.chat.update({ channel: PHOTOS, ts, text: 'after' });
    const message = await read(ts);
    expect(message).toMatchObject({ text: 'after', metadata, edited: { user: BOT } });
    expect(message).not.toHaveProperty('blocks');
  });

  it('keeps the text when only blocks are sent, without "edited"', async () => {
    const ts = await post('before');
    await slack.bot.chat.update({ channel: PHOTOS, ts, blocks } as never);
    const message = await read(ts);
    expect(message).toMatchObject({ text: 'before', blocks });
    expect(message).not.toHaveProperty('edited');
  });

  it('removes the metadata with {}', async () => {
    const ts = await post('before', { metadata });
    await slack.bot.chat.update({ channel: PHOTOS, ts, text: 'after', metadata: {} as never });
    expect(await read(ts)).not.toHaveProperty('metadata');
  });

  it('returns the metadata payload only on request', async () => {
    await post('with metadata', { metadata });
    const { messages } = await slack.bot.conversations.history({ channel: PHOTOS, limit: 1 });
    expect(messages?.[0]?.metadata).toEqual({ event_type: 'faces' });
  });

  it('rejects messages of others, deleted messages and too much text', async () => {
    const { ts = '' } = await slack.as(ADA).chat.postMessage({ channel: PHOTOS, text: 'Hi' });
    expect(await errorOf(slack.bot.chat.update({ channel: PHOTOS, ts, text: 'a' }))).toBe('cant_update_message');
    expect(await errorOf(slack.bot.chat.delete({ channel: PHOTOS, ts }))).toBe('cant_delete_message');
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    expect(await errorOf(slack.as(ADA).chat.update({ channel: PHOTOS, ts, text: 'a' }))).toBe('message_not_found');
    const own = await post('own');
    const long = 'x'.repeat(4001);
    expect(await errorOf(slack.bot.chat.update({ channel: PHOTOS, ts: own, text: long }))).toBe('msg_too_long');
  });

  it('leaves a tombstone where a deleted message had replies', async () => {
    const parent = await post('parent');
    await post('reply', { thread_ts: parent });
    await slack.bot.chat.delete({ channel: PHOTOS, ts: parent });
    const { messages } = await slack.bot.conversations.replies({ channel: PHOTOS, ts: parent });
    expect(messages).toMatchObject([{ subtype: 'tombstone' }, { text: 'reply' }]);
    expect(await errorOf(slack.bot.chat.update({ channel: PHOTOS, ts: parent, text: 'a' }))).toBe('message_not_found');
  });
});

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
    const parent = await post('parent');
    for (const text of ['a', 'b', 'c']) await post(text, { thread_ts: parent });
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
    const ts = await post('Look');
    const { permalink = '' } = await slack.bot.chat.getPermalink({ channel: PHOTOS, message_ts: ts });
    expect(permalink).toBe(`${slack.url}/archives/${PHOTOS}/p${ts.replace('.', '')}`);
    const visit = await fetch(permalink, { redirect: 'manual' });
    expect(visit.headers.get('location')).toBe(`/#/c/${PHOTOS}`);
  });
});

describe('reactions', () => {
  it('are added and removed once', async () => {
    const ts = await post('Nice');
    const reaction = { channel: PHOTOS, timestamp: ts, name: 'eyes' };
    await slack.as(ADA).reactions.add(reaction);
    expect(await errorOf(slack.as(ADA).reactions.add(reaction))).toBe('already_reacted');
    const { message } = await slack.bot.reactions.get({ channel: PHOTOS, timestamp: ts });
    expect(message?.reactions).toEqual([{ name: 'eyes', users: [ADA], count: 1 }]);
    await slack.as(ADA).reactions.remove(reaction);
    expect(await errorOf(slack.as(ADA).reactions.remove(reaction))).toBe('no_reaction');
  });
});

describe('a manifest', () => {
  it('limits the methods a bot may call', async () => {
    const strict = await openTestSlack({ manifestFile: 'manifest.yml' });
    expect(await errorOf(strict.bot.reactions.add({ channel: PHOTOS, timestamp: '1.000001', name: 'a' }))).toBe(
      'missing_scope',
    );
    expect(await errorOf(strict.bot.chat.postMessage({ channel: PHOTOS, text: 'Hello' }))).toBe('no error');
    await strict.close();
  });
});
