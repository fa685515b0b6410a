import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packFaceBlockId, readFaceBlockId } from '../../src/views/face-controls.js';
import { packPlainBlockId } from '../../src/views/packed.js';

const id = fc.stringMatching(/^[a-z0-9-]{1,32}$/);

describe('block ids', () => {
  it('give back what was packed into them, within Slack’s 255 characters', () => {
    fc.assert(
      fc.property(id, id, fc.option(id, { nil: undefined }), id, (photoId, faceId, candidateId, revision) => {
        const face = candidateId === undefined ? { photoId, faceId } : { photoId, faceId, candidateId };
        const packed = packFaceBlockId(face, revision);
        expect(readFaceBlockId(packed)).toEqual(face);
        expect(packed.length).toBeLessThanOrEqual(255);
      }),
    );
  });

  it.each([packPlainBlockId('photo', 'slack-f1', 'r'), 'face', 'face::', '', 'a:b:c'])(
    'knows %j for none of a face',
    (other) => {
      expect(readFaceBlockId(other)).toBeUndefined();
    },
  );
});
