import { describe, expect, it } from 'vitest';
import { packPersonRef, readPersonRef } from '../../src/views/person-ref.js';

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
});
