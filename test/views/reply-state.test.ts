import { describe, expect, it } from 'vitest';
import { packReplyState, type ReplyState, readReplyState } from '../../src/views/reply-state.js';

const state: ReplyState = {
  postTs: '1700000000.000100',
  photos: [{ photoId: 'slack-f1', pictureFileId: 'FPIC1' }, { photoId: 'slack-f2' }],
  page: 2,
};

describe('what a reply remembers', () => {
  it('comes back as it was', () => {
    expect(readReplyState(packReplyState(state))).toEqual(state);
  });

  it('has a type that Slack keeps, and flat values', () => {
    const { event_type, event_payload } = packReplyState(state);
    expect(event_type).toMatch(/^[a-z_]+$/);
    for (const value of Object.values(event_payload)) expect(['string', 'number']).toContain(typeof value);
  });

  it.each([
    undefined,
    null,
    'text',
    {},
    { event_type: 'another_app', event_payload: { post: '1', photos: '' } },
    { event_type: 'rollcall_reply' },
    { event_type: 'rollcall_reply', event_payload: {} },
  ])('is nothing when it is not ours: %j', (metadata) => {
    expect(readReplyState(metadata)).toBeUndefined();
  });
});
