import { describe, expect, it } from 'vitest';
import { readQuestion } from '../../src/replies/question-event.js';

const BOT = 'UBOT';
const photo = { id: 'F1', mimetype: 'image/jpeg', url_private: 'https://files.slack.com/F1' };
const message = { ts: '1.000', channel: 'C1', user: 'UADA' };

describe('a message to Rollcall', () => {
  const mention = { ...message, text: `<@${BOT}> who is this?` };

  it('is answered in a thread of the channel when it mentions the bot', () => {
    expect(readQuestion(mention, BOT)).toEqual({ channelId: 'C1', threadTs: '1.000' });
    expect(readQuestion({ ...mention, thread_ts: '0.900' }, BOT)).toEqual({ channelId: 'C1', threadTs: '0.900' });
  });

  it('is answered in the conversation itself when it is a direct message', () => {
    const direct = { ...message, channel_type: 'im', text: 'help' };
    expect(readQuestion(direct, BOT)).toEqual({ channelId: 'C1', threadTs: undefined });
    expect(readQuestion({ ...direct, thread_ts: '0.900' }, BOT)).toEqual({ channelId: 'C1', threadTs: '0.900' });
  });

  it.each([
    ['is for someone else', { ...message, text: '<@UADA> who is this?' }],
    ['is the bot’s own', { ...mention, user: BOT }],
    ['is another app’s', { ...mention, bot_id: 'B1' }],
    ['is an edit', { ...mention, subtype: 'message_changed' }],
    ['has photos, which are answered as such', { ...mention, files: [photo] }],
    ['has no text', message],
  ])('is none if it %s', (_why, event) => {
    expect(readQuestion(event, BOT)).toBeUndefined();
  });
});
