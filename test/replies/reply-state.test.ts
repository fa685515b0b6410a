import { describe, expect, it } from 'vitest';
import { fingerprintTags, packReplyState, type ReplyState, readReplyState } from '../../src/replies/reply-state.js';

const state: ReplyState = {
  postTs: '1700000000.000100',
  photos: [
    { photoId: 'slack-f1', pictureFileId: 'FPIC1' },
    { photoId: 'slack-f2' },
    { photoId: 'slack-f1', postedFileId: 'F3' },
    { photoId: 'slack-f4', pictureFileId: 'FPIC4', labels: { kind: 'names', of: '1a2b' } },
    { photoId: 'slack-f5', pictureFileId: 'FPIC5', postedFileId: 'F6', labels: { kind: 'numbers', of: '3c' } },
  ],
  page: 2,
  order: 'by rows',
};

describe('what a reply remembers', () => {
  it('comes back as it was', () => {
    expect(readReplyState(packReplyState(state))).toEqual(state);
  });

  it('differs after anything was tagged, rejected or flagged in a photo', () => {
    const at = { flaggedBy: 'U1', flaggedAt: new Date(0) };
    const photo = { id: 'photo', faces: [], tags: [] };
    const grace = { id: 'grace', name: 'Grace Hopper' };
    const tag = { faceId: 'f', person: grace, taggedBy: 'U1', taggedAt: new Date(0) };
    const rejection = { faceId: 'f', person: grace, rejectedBy: 'U1', rejectedAt: new Date(0) };
    const said = [
      photo,
      { ...photo, tags: [tag] },
      { ...photo, flags: [{ ...at, faceId: 'f', kind: 'not a face' as const }] },
      { ...photo, rejections: [rejection] },
      { ...photo, collage: at },
    ];
    expect(new Set(said.map((each) => fingerprintTags([each]))).size).toBe(said.length);
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
