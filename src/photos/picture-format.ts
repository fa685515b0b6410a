/** Every supported picture format. */
export type PictureFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'avif' | 'heic';

/** Both byte orders; the last two are BigTIFF. */
const TIFF_MAGICS = [
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
  [0x49, 0x49, 0x2b, 0x00],
  [0x4d, 0x4d, 0x00, 0x2b],
];

/** Brands of ISO base media files (ISO/IEC 23008-12, annex B; AV1 Image File Format). */
const AVIF_BRANDS = new Set(['avif', 'avis']);
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);
const GENERIC_HEIF_BRANDS = new Set(['mif1', 'mif2', 'msf1']);

/** Formats that cannot be opened here, by the first bytes of their files, in hexadecimal. */
const UNREADABLE: readonly (readonly [name: string, pattern: RegExp])[] = [
  // Also the two fields that are zero and the length of the header, because plain text can begin with “BM”.
  ['BMP', /^424d.{8}0{8}.{4}0000(?:0c|28|40|6c|7c)000000/],
  ['Photoshop', /^3842505300(?:01|02)/],
  ['JPEG 2000', /^(?:0000000c6a5020200d0a870a|ff4fff51)/],
  ['JPEG XL', /^(?:ff0a|0000000c4a584c200d0a870a)/],
  ['JPEG XR', /^4949bc/],
  ['icon', /^0000(?:01|02)00..00.{6}00/],
  ['OpenEXR', /^762f3101/],
  ['Radiance HDR', /^233f(?:52414449414e4345|52474245)/],
  ['QOI', /^716f6966/],
  // FUJIFILMCCD-RAW, IIRO, IIRS, IIU, “ftypcrx ”, FOVb and MRM: Fujifilm, Olympus, Panasonic, Canon, Sigma, Minolta.
  ['raw camera', /^(?:46554a4946494c4d4343442d524157|4949(?:524f|5253|5500)|.{8}6674797063727820|464f5662|004d524d)/],
];
export const READABLE_FORMATS = 'JPEG, PNG, GIF, WebP, AVIF, TIFF or HEIC';

/** Names a format that cannot be opened, and the ones that can. */
export function cannotOpen(format: string): string {
  return `I can’t open ${format} files. Please post the photo as a ${READABLE_FORMATS}.`;
}

/** Files that are pictures or hold some, but are not photos, by media type. */
const NOT_PHOTOS: readonly (readonly [name: string, prefix: string])[] = [
  ['SVG', 'image/svg'],
  ['PDF', 'application/pdf'],
  ['video', 'video/'],
];

/** The name of a format that is not looked at although it can show people; undefined for any other. */
export function nameSkippedFormat(mediaType: string): string | undefined {
  return NOT_PHOTOS.find(([, prefix]) => mediaType.startsWith(prefix))?.[0];
}

/** How many bytes from the start of a file are enough to tell its format. */
export const SIGNATURE_BYTES = 64;

/** The name of the format of a picture that cannot be opened here. Undefined for other formats, and if it is not a picture. */
export function nameUnreadableFormat(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, SIGNATURE_BYTES)).toString('hex');
  return UNREADABLE.find(([, pattern]) => pattern.test(head))?.[0];
}

/** Whether bytes are a picture, whether or not it can be opened here. The start of the file is enough. */
export function looksLikePicture(bytes: Uint8Array): boolean {
  return detectPictureFormat(bytes) !== undefined || nameUnreadableFormat(bytes) !== undefined;
}

/** Whether an AVIF file says that it is a moving picture. */
export function isMovingAvif(bytes: Uint8Array): boolean {
  return ascii(bytes, 4, 12) === 'ftypavis';
}

/** Recognises a picture by its first bytes. File names and declared types are ignored. Undefined if the format is not supported. */
export function detectPictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  const head = ascii(bytes, 0, 6);
  if (head === 'GIF87a' || head === 'GIF89a') return 'gif';
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'webp';
  if (TIFF_MAGICS.some((magic) => startsWith(bytes, magic))) return 'tiff';
  if (ascii(bytes, 4, 8) === 'ftyp') return detectHeifBrand(bytes);
  return undefined;
}

/** Whether the bytes are a web page: Slack sends its sign-in page with status 200. */
export function looksLikeHtml(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart().toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html');
}

/** `mif1` only means "some HEIF", so the compatible brands tell which decoder is needed. */
function detectHeifBrand(bytes: Uint8Array): 'avif' | 'heic' | undefined {
  const boxLength = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  const end = Math.min(bytes.length, Math.max(boxLength, 12), SIGNATURE_BYTES);
  const major = ascii(bytes, 8, 12);
  const compatible: string[] = [];
  for (let at = 16; at + 4 <= end; at += 4) compatible.push(ascii(bytes, at, at + 4));

  if (AVIF_BRANDS.has(major)) return 'avif';
  if (HEIC_BRANDS.has(major)) return 'heic';
  if (!GENERIC_HEIF_BRANDS.has(major)) return undefined;
  if (compatible.some((brand) => AVIF_BRANDS.has(brand))) return 'avif';
  return 'heic';
}

/**
 * Whether the end of a JPEG, PNG or GIF is missing, as after a broken upload. Other formats cannot be opened without their end.
 */
export function isCutOff(bytes: Uint8Array): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (detectPictureFormat(bytes)) {
    case 'jpeg':
      return !hasJpegEnd(content);
    case 'png':
      return !content.includes('IEND', 8, 'latin1');
    case 'gif':
      // The trailer of the last block, and padding that some programs add.
      return content.findLast((byte) => byte !== 0) !== 0x3b;
    default:
      return false;
  }
}

/**
 * Whether the end marker (ITU-T T.81, annex B) follows the start of the scan. Metadata before it may hold a thumbnail with an end
 * marker of its own, and other data may follow the picture.
 */
function hasJpegEnd(bytes: Buffer): boolean {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    if (bytes[at + 1] === 0xda) return bytes.includes(Buffer.from([0xff, 0xd9]), at);
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return false;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
