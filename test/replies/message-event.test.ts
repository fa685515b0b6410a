import { describe, expect, it } from 'vitest';
import {
  downloadUrlOf,
  filesOf,
  needsFileInfo,
  readPost,
  readQuestion,
  readRemovedPhotos,
  readSlackFile,
  reasonToSkip,
  renditionOf,
} from '../../src/replies/message-event.js';

const BOT = 'UBOT';
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

describe('a file', () => {
  const file = (more: object) => readSlackFile({ ...photo, ...more }) ?? { id: '' };

  it.each(['image/jpeg', 'image/heic', 'application/octet-stream', null, undefined])(
    'of the type %s may be a photo',
    (mimetype) => {
      expect(reasonToSkip(file({ mimetype }))).toBeUndefined();
    },
  );

  it.each([
    ['it is not a photo', { mimetype: 'application/pdf' }],
    ['it is not a photo', { mimetype: 'image/svg+xml' }],
    ['it was deleted', { mode: 'tombstone' }],
    ['the plan of the workspace hides it', { mode: 'hidden_by_limit' }],
    ['it is stored outside Slack', { mode: 'external' }],
    ['it is stored outside Slack', { is_external: true }],
    ['Slack gives no access to it', { file_access: 'access_denied' }],
    ['Slack gives no access to it', { file_access: 'file_not_found' }],
  ])('is skipped because %s', (reason, more) => {
    expect(reasonToSkip(file(more))).toBe(reason);
  });

  it('is asked for again when the event does not have everything', () => {
    expect(needsFileInfo(file({}))).toBe(false);
    expect(needsFileInfo(file({ file_access: 'check_file_info' }))).toBe(true);
    expect(needsFileInfo(file({ mimetype: '' }))).toBe(true);
    expect(needsFileInfo(file({ url_private: null }))).toBe(true);
  });

  it('is downloaded from the address for downloads, if there is one', () => {
    expect(downloadUrlOf(file({ url_private_download: 'https://files.slack.com/F1/download' }))).toMatch(/download$/);
    expect(downloadUrlOf(file({}))).toBe(photo.url_private);
    expect(downloadUrlOf({ id: 'F1' })).toBeUndefined();
  });

  it('has its largest rendition in its place', () => {
    expect(renditionOf(file({ thumb_480: 'small', thumb_960: 'large' }))).toBe('large');
    expect(renditionOf(file({ thumb_480: 'small' }))).toBe('small');
    expect(renditionOf(file({}))).toBeUndefined();
  });

  it('without an id is none', () => {
    expect(readSlackFile({ mimetype: 'image/jpeg' })).toBeUndefined();
    expect(readSlackFile(undefined)).toBeUndefined();
  });
});

describe('a deletion', () => {
  const before = { ts: '1.000', files: [{ id: 'F1' }, { id: 'F2' }] };
  const event = (subtype: string, more: object) => ({ type: 'message', channel: 'C1', subtype, ...more });

  it('of a post takes all its photos', () => {
    expect(readRemovedPhotos(event('message_deleted', { previous_message: before }))).toEqual({
      channelId: 'C1',
      threadTs: '1.000',
      postTs: '1.000',
      fileIds: ['F1', 'F2'],
      isWhole: true,
    });
  });

  it('of a post with replies leaves a tombstone', () => {
    const change = { message: { ts: '1.000', subtype: 'tombstone' }, previous_message: before };
    expect(readRemovedPhotos(event('message_changed', change))).toMatchObject({ isWhole: true, fileIds: ['F1', 'F2'] });
  });

  it('of one file leaves the post', () => {
    const after = { ts: '1.000', files: [{ id: 'F1', mode: 'tombstone' }, { id: 'F2' }] };
    const removed = readRemovedPhotos(event('message_changed', { message: after, previous_message: before }));
    expect(removed).toMatchObject({ isWhole: false, fileIds: ['F1'] });
  });

  it('in a thread says which', () => {
    const inThread = { ...before, thread_ts: '0.900' };
    expect(readRemovedPhotos(event('message_deleted', { previous_message: inThread }))).toMatchObject({
      threadTs: '0.900',
      postTs: '1.000',
    });
  });

  it.each([
    ['an edit that keeps all files', event('message_changed', { message: before, previous_message: before })],
    ['the deletion of a post without files', event('message_deleted', { previous_message: { ts: '1.000' } })],
    [
      'a file that was gone already',
      event('message_deleted', { previous_message: { ts: '1.000', files: [{ id: 'F1', mode: 'tombstone' }] } }),
    ],
    ['a new post', { ...message, files: [photo] }],
    ['nothing', undefined],
  ])('is not read from %s', (_what, removal) => {
    expect(readRemovedPhotos(removal)).toBeUndefined();
  });
});
