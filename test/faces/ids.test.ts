import { describe, expect, it } from 'vitest';
import { fileIdOfPhoto, personIdOfMember, photoIdOfFile } from '../../src/faces/ids.js';

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
