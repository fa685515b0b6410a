import { describe, expect, it } from 'vitest';
import { sureFacesIn } from '../../src/people/erase/find-replies.js';
import { buildReply } from '../../src/views/reply.js';
import { faceRow, likely, sure } from '../support/face-rows.js';

describe('the faces a posted reply is sure of', () => {
  it('are told by the button beside their names', () => {
    const rows = [faceRow(1, sure('Ada')), faceRow(2, likely('Ben'))];
    const content = { page: 0, revision: 'r1', explainTraining: undefined };
    const reply = buildReply({ photos: [{ photoId: 'photo-1', pictureFileId: 'F1', rows }], ...content });
    const sureIds = rows.flatMap(({ verdict }) => ('person' in verdict ? [verdict.person.id] : []));
    expect(sureFacesIn(reply, sureIds)).toEqual([{ photoId: 'photo-1', faceId: rows[0]?.face.id }]);
    expect(sureFacesIn(reply, ['nobody'])).toEqual([]);
  });

  it('are still found in replies posted by version 0.2', () => {
    const row = (faceId: string, verdict: string) => ({
      type: 'section',
      block_id: `face:photo-1:${faceId}:ada:r1${verdict}`,
      text: { type: 'mrkdwn', text: '*1 Ada* · 96%' },
      accessory: { type: 'external_select', placeholder: { type: 'plain_text', text: 'Confirm or change' } },
    });
    const blocks = [row('left', ':sure'), row('right', '')];
    expect(sureFacesIn({ blocks }, ['ada'])).toEqual([{ photoId: 'photo-1', faceId: 'left' }]);
  });

  it('are still found in replies posted by version 0.1', () => {
    const row = (faceId: string, placeholder: string) => ({
      type: 'section',
      block_id: `face:photo-1:${faceId}:ada:r1`,
      text: { type: 'mrkdwn', text: '1 Ada · 96 %' },
      accessory: { type: 'external_select', placeholder: { type: 'plain_text', text: placeholder } },
    });
    const blocks = [row('left', 'Not right?'), row('right', 'Yes, no or someone else')];
    expect(sureFacesIn({ blocks }, ['ada'])).toEqual([{ photoId: 'photo-1', faceId: 'left' }]);
  });
});
