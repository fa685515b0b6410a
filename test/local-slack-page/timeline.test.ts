import { describe, expect, test } from 'vitest';
import { EMPTY_CONVERSATION } from '../../src/local-slack/page/state/model.js';
import { countUnread, layOut, postsOf, threadOf } from '../../src/local-slack/page/state/timeline.js';
import { message, ts } from './workspace.js';

const noon = Date.UTC(2026, 10, 23, 12) / 1000;
const day = 24 * 3600;
const kinds = (rows: ReturnType<typeof layOut>) =>
  rows.map((row) => (row.kind === 'message' ? (row.isContinued ? 'continued' : 'message') : row.kind));

describe('timeline', () => {
  test('puts a day above its first message, and messages of a person together for five minutes', () => {
    const rows = layOut([
      message(noon),
      message(noon + 10),
      message(noon + 20, { user: 'U1' }),
      message(noon + 400, { user: 'U1' }),
      message(noon + day),
    ]);
    expect(kinds(rows)).toEqual(['day', 'message', 'continued', 'message', 'message', 'day', 'message']);
  });

  test('begins anew after a post with a thread, after an ephemeral one, and at what is unread', () => {
    expect(kinds(layOut([message(noon, { reply_count: 1 }), message(noon + 1)]))).toEqual([
      'day',
      'message',
      'message',
    ]);
    expect(kinds(layOut([message(noon, { is_ephemeral: true }), message(noon + 1)]))).toEqual([
      'day',
      'message',
      'message',
    ]);
    expect(kinds(layOut([message(noon), message(noon + 1)], ts(noon + 1)))).toEqual([
      'day',
      'message',
      'unread',
      'message',
    ]);
  });

  test('keeps replies out of the channel unless they were sent there too', () => {
    const conversation = {
      ...EMPTY_CONVERSATION,
      messages: Object.fromEntries(
        [
          message(3, { thread_ts: ts(1), subtype: 'thread_broadcast' }),
          message(2, { thread_ts: ts(1) }),
          message(1, { thread_ts: ts(1) }),
          message(4),
        ].map((each) => [each.ts, each]),
      ),
    };
    expect(postsOf(conversation).map((each) => each.ts)).toEqual([ts(1), ts(3), ts(4)]);
    expect(threadOf(conversation, ts(1)).map((each) => each.ts)).toEqual([ts(1), ts(2), ts(3)]);
  });

  test('counts posts by others since the last look', () => {
    const messages = [message(1), message(2), message(3, { user: 'U1' }), message(4, { thread_ts: ts(1) })];
    const conversation = {
      ...EMPTY_CONVERSATION,
      lastReadTs: ts(1),
      messages: Object.fromEntries(messages.map((each) => [each.ts, each])),
    };
    expect(countUnread(conversation, 'U1')).toBe(1);
  });
});
