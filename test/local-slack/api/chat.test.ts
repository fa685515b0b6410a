import { describe, expect, it } from 'vitest';
import { ADA, BEN, BOT, EVE, errorOf, PHOTOS, PRIVATE, RANDOM, startTestSlack } from '../../support/local-slack.js';

const slack = await startTestSlack();

describe('posting', () => {
  it('needs text or blocks, and reports which argument is missing', async () => {
    expect(await errorOf(slack.bot.chat.postMessage({ channel: PHOTOS, text: '' }))).toBe('no_text');
    const form = new URLSearchParams({ token: slack.botToken, text: 'where?' });
    expect(await slack.raw('chat.postMessage', { body: form })).toEqual({
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
    expect(await slack.raw('chat.postMessage', { body })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'],
      response_metadata: { messages: ['[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]'] },
    });
    body.set('blocks', 'not json');
    expect(await slack.raw('chat.postMessage', { body })).toEqual({ ok: false, error: 'invalid_blocks_format' });
    const long = Array.from({ length: 6 }, () => ({
      type: 'section',
      text: { type: 'mrkdwn', text: 'x'.repeat(2500) },
    }));
    body.set('blocks', JSON.stringify(long));
    expect(await slack.raw('chat.postMessage', { body })).toEqual({ ok: false, error: 'msg_blocks_too_long' });
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
    const parent = await slack.post('parent');
    const reply = await slack.post('reply', { thread_ts: parent });
    expect(await errorOf(slack.post('a', { thread_ts: '1.000001' }))).toBe('thread_not_found');
    expect(await errorOf(slack.post('a', { thread_ts: reply }))).toBe('cannot_reply_to_message');
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
    const ts = await slack.post('before', { blocks, metadata });
    await slack.bot.chat.update({ channel: PHOTOS, ts, text: 'after' });
    const message = await read(ts);
    expect(message).toMatchObject({ text: 'after', metadata, edited: { user: BOT } });
    expect(message).not.toHaveProperty('blocks');
  });

  it('keeps the text when only blocks are sent, without "edited"', async () => {
    const ts = await slack.post('before');
    await slack.bot.chat.update({ channel: PHOTOS, ts, blocks } as never);
    const message = await read(ts);
    expect(message).toMatchObject({ text: 'before', blocks });
    expect(message).not.toHaveProperty('edited');
  });

  it('removes the metadata with {}', async () => {
    const ts = await slack.post('before', { metadata });
    await slack.bot.chat.update({ channel: PHOTOS, ts, text: 'after', metadata: {} as never });
    expect(await read(ts)).not.toHaveProperty('metadata');
  });

  it('returns the metadata payload only on request', async () => {
    await slack.post('with metadata', { metadata });
    const { messages } = await slack.bot.conversations.history({ channel: PHOTOS, limit: 1 });
    expect(messages?.[0]?.metadata).toEqual({ event_type: 'faces' });
  });

  it('rejects messages of others, deleted messages and too much text', async () => {
    const { ts = '' } = await slack.as(ADA).chat.postMessage({ channel: PHOTOS, text: 'Hi' });
    expect(await errorOf(slack.bot.chat.update({ channel: PHOTOS, ts, text: 'a' }))).toBe('cant_update_message');
    expect(await errorOf(slack.bot.chat.delete({ channel: PHOTOS, ts }))).toBe('cant_delete_message');
    await slack.as(ADA).chat.delete({ channel: PHOTOS, ts });
    expect(await errorOf(slack.as(ADA).chat.update({ channel: PHOTOS, ts, text: 'a' }))).toBe('message_not_found');
    const own = await slack.post('own');
    const long = 'x'.repeat(4001);
    expect(await errorOf(slack.bot.chat.update({ channel: PHOTOS, ts: own, text: long }))).toBe('msg_too_long');
  });

  it('leaves a tombstone where a deleted message had replies', async () => {
    const parent = await slack.post('parent');
    await slack.post('reply', { thread_ts: parent });
    await slack.bot.chat.delete({ channel: PHOTOS, ts: parent });
    const { messages } = await slack.bot.conversations.replies({ channel: PHOTOS, ts: parent });
    expect(messages).toMatchObject([{ subtype: 'tombstone' }, { text: 'reply' }]);
    expect(await errorOf(slack.bot.chat.update({ channel: PHOTOS, ts: parent, text: 'a' }))).toBe('message_not_found');
  });
});
