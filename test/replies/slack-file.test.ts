import { describe, expect, it } from 'vitest';
import {
  downloadUrlOf,
  needsFileInfo,
  readSlackFile,
  reasonToSkip,
  renditionOf,
} from '../../src/replies/slack-file.js';

const photo = { id: 'F1', mimetype: 'image/jpeg', url_private: 'https://files.slack.com/F1' };

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
