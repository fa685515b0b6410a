import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileIdOfPhoto, personIdOfMember, photoIdOfFile } from '../../src/faces/ids.js';
import {
  type Choice,
  packChangeRef,
  packChoice,
  packFaceBlockId,
  packPersonRef,
  packPlainBlockId,
  readChangeRef,
  readChoice,
  readFaceBlockId,
  readPersonRef,
} from '../../src/views/ids.js';

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

describe('choices of the menu', () => {
  it.each<Choice>([
    { kind: 'person', personId: 'p-1' },
    { kind: 'member', userId: 'U123' },
    { kind: 'why', explains: 'name' },
    { kind: 'why', explains: 'similarity' },
    { kind: 'collage', holds: true },
    { kind: 'collage', holds: false },
    { kind: 'new', name: 'Ada: the first' },
    { kind: 'not', personId: 'p-1' },
    { kind: 'change person', personId: 'p-1' },
  ])('survive being packed: %o', (choice) => {
    expect(readChoice(packChoice(choice))).toEqual(choice);
  });

  it.each(['', 'p:', 'q:1', 'p'])('knows %j for none', (value) => {
    expect(readChoice(value)).toBeUndefined();
  });

  it('fit into an option with the longest of names', () => {
    expect(packChoice({ kind: 'new', name: 'a'.repeat(75) }).length).toBeLessThanOrEqual(150);
  });
});

describe('values of buttons about people', () => {
  it('give back who it is, with a face to show of them', () => {
    const face = { photoId: 'slack-f1', faceId: 'a-1' };
    for (const ref of [
      { personId: 'p-1', face },
      { personId: 'p-1', face: undefined },
    ]) {
      expect(readPersonRef(packPersonRef(ref))).toEqual(ref);
    }
    expect(readPersonRef('')).toBeUndefined();
  });

  it('give back which change is undone', () => {
    const change = { person: { id: 'p-1', name: 'Ada' }, by: 'U1', at: new Date(1_700_000_000_123) };
    expect(readChangeRef(packChangeRef({ kind: 'removed', ...change }))).toEqual({
      kind: 'removed',
      personId: 'p-1',
      at: change.at,
    });
    for (const other of ['', 'removed', 'removed:p-1:', 'removed:p-1:x', 'killed:p-1:1']) {
      expect(readChangeRef(other)).toBeUndefined();
    }
  });
});

describe('ids made from Slack’s', () => {
  it('lead back to the file', () => {
    expect(photoIdOfFile('F0123ABCDEF')).toBe('slack-f0123abcdef');
    expect(fileIdOfPhoto('slack-f0123abcdef')).toBe('F0123ABCDEF');
    expect(fileIdOfPhoto('added-by-another-program')).toBeUndefined();
  });

  it('are of the form that Clarifai takes', () => {
    for (const made of [photoIdOfFile('F0123ABCDEF'), personIdOfMember('U0123ABCDEF')]) {
      expect(made).toMatch(/^[a-z0-9-]{1,32}$/);
    }
  });
});
