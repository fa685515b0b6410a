import { describe, expect, it } from 'vitest';
import { detectPictureFormat, looksLikeHtml } from '../../src/photos/picture-format.js';

/** The first box of an ISO base media file. */
function ftyp(major: string, ...compatible: string[]): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(16 + compatible.length * 4);
  return Buffer.concat([
    size,
    Buffer.from(`ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1'),
    Buffer.from('more avif'),
  ]);
}

describe('detectPictureFormat', () => {
  it.each([
    ['an iPhone photo', ftyp('heic', 'mif1', 'MiHE', 'heic'), 'heic'],
    ['a generic HEIF with HEVC in it', ftyp('mif1', 'heic', 'miaf'), 'heic'],
    ['a burst of HEVC pictures', ftyp('hevc', 'msf1', 'heic'), 'heic'],
    ['an AVIF', ftyp('avif', 'mif1', 'miaf'), 'avif'],
    ['a generic HEIF with AV1 in it', ftyp('mif1', 'miaf', 'avif'), 'avif'],
    ['a video', ftyp('isom', 'mp42', 'heic'), undefined],
    ['big-endian TIFF', Buffer.from('MM\0*....', 'latin1'), 'tiff'],
    ['little-endian TIFF', Buffer.from('II*\0....', 'latin1'), 'tiff'],
    ['old GIF', Buffer.from('GIF87a..'), 'gif'],
    ['a sound that is RIFF too', Buffer.from('RIFF....WAVEfmt '), undefined],
    ['nothing', Buffer.alloc(0), undefined],
  ])('%s', (_name, bytes, format) => {
    expect(detectPictureFormat(bytes)).toBe(format);
  });
});

it('looksLikeHtml sees a page behind white space, and no page in a picture', () => {
  expect(looksLikeHtml(Buffer.from('\n  <!DOCTYPE HTML>'))).toBe(true);
  expect(looksLikeHtml(Buffer.from('<html lang="en">'))).toBe(true);
  expect(looksLikeHtml(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe(false);
});
