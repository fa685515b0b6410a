import { describe, expect, it } from 'vitest';
import { readRemovedPhotos } from '../../src/replies/removal-event.js';

const photo = { id: 'F1', mimetype: 'image/jpeg', url_private: 'https://files.slack.com/F1' };
const message = { ts: '1.000', channel: 'C1', user: 'UADA' };

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
