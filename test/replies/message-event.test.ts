import { describe, expect, it } from 'vitest';
import { filesOf, readPost } from '../../src/replies/message-event.js';

const photo = { id: 'F1', mimetype: 'image/jpeg', url_private: 'https://files.slack.com/F1' };
const message = { ts: '1.000', channel: 'C1', user: 'UADA' };

describe('a post with photos', () => {
  it('is read with its files, its author and its place', () => {
    expect(readPost({ ...message, files: [photo] }, 'T1')).toEqual({
      channelId: 'C1',
      ts: '1.000',
      threadTs: undefined,
      userId: 'UADA',
      teamId: 'T1',
      files: [photo],
    });
  });

  it.each([undefined, 'file_share', 'thread_broadcast'])('may have the subtype %s', (subtype) => {
    expect(readPost({ ...message, ...(subtype && { subtype }), files: [photo] }, 'T1')).toBeDefined();
  });

  it.each(['message_changed', 'message_deleted', 'channel_join', 'bot_message', 'reminder_add'])(
    'is not one of subtype %s',
    (subtype) => {
      expect(readPost({ ...message, subtype, files: [photo] }, 'T1')).toBeUndefined();
    },
  );

  it('in a thread says which', () => {
    expect(readPost({ ...message, thread_ts: '0.900', files: [photo] }, 'T1')).toMatchObject({ threadTs: '0.900' });
  });

  it('may be sent by an app for a person, which is said', () => {
    expect(readPost({ ...message, bot_id: 'B1', files: [photo] }, 'T1')).toMatchObject({ isThroughApp: true });
    expect(readPost({ ...message, bot_id: '', files: [photo] }, 'T1')).not.toHaveProperty('isThroughApp');
  });

  it('may have them in forwarded messages, each photo once', () => {
    const other = { id: 'F2' };
    const forwarded = { ...message, files: [photo], attachments: [{ files: [photo, other] }, {}, { files: null }] };
    expect(readPost(forwarded, 'T1')?.files.map(({ id }) => id)).toEqual(['F1', 'F2']);
    expect(filesOf(forwarded).map(({ id }) => id)).toEqual(['F1', 'F2']);
  });

  it.each([
    ['no files', message],
    ['an empty list of files', { ...message, files: [] }],
    ['no author', { ts: '1.000', channel: 'C1', files: [photo] }],
    ['files without ids', { ...message, files: [{ mimetype: 'image/jpeg' }] }],
    ['no object at all', 'text'],
    ['nothing', undefined],
  ])('is not one with %s', (_what, event) => {
    expect(readPost(event, 'T1')).toBeUndefined();
  });
});
