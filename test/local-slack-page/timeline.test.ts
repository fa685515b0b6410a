import { describe, expect, it } from 'vitest';
import { EMPTY_CONVERSATION } from '../../src/local-slack/page/state/model.js';
import { countUnread, postsOf, threadOf, timelineRows } from '../../src/local-slack/page/state/timeline.js';
import { message, ts } from '../support/page/workspace.js';

const noon = Date.UTC(2026, 10, 23, 12) / 1000;
const day = 24 * 3600;
const kinds = (rows: ReturnType<typeof timelineRows>) =>
  rows.map((row) => (row.kind === 'message' ? (row.isContinued ? 'continued' : 'message') : row.kind));

describe('timeline', () => {
  it('has a divider for each day, and groups a person’s messages for five minutes', () => {
    const rows = timelineRows([
      message(noon),
      message(noon + 10),
      message(noon + 20, { user: 'U1' }),
      message(noon + 400, { user: 'U1' }),
      message(noon + day),
    ]);
    expect(kinds(rows)).toEqual(['day', 'message', 'continued', 'message', 'message', 'day', 'message']);
  });

  it('starts a new group after a thread, after an ephemeral message, and at the first unread message', () => {
    expect(kinds(timelineRows([message(noon, { reply_count: 1 }), message(noon + 1)]))).toEqual([
      'day',
      'message',
      'message',
    ]);
    expect(kinds(timelineRows([message(noon, { is_ephemeral: true }), message(noon + 1)]))).toEqual([
      'day',
      'message',
      'message',
    ]);
    expect(kinds(timelineRows([message(noon), message(noon + 1)], ts(noon + 1)))).toEqual([
      'day',
      'message',
      'unread',
      'message',
    ]);
  });

  it('leaves out replies that were not also sent to the channel', () => {
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

  it('counts unread posts by others', () => {
    const messages = [message(1), message(2), message(3, { user: 'U1' }), message(4, { thread_ts: ts(1) })];
    const conversation = {
      ...EMPTY_CONVERSATION,
      lastReadTs: ts(1),
      messages: Object.fromEntries(messages.map((each) => [each.ts, each])),
    };
    expect(countUnread(conversation, 'U1')).toBe(1);
  });
});
