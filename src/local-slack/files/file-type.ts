/** The type of a file, in Slack's two fields: https://docs.slack.dev/reference/objects/file-object#types */
export interface FileType {
  readonly mimetype: string;
  readonly filetype: string;
}

/** How many bytes of the start are needed to detect the type. */
export const HEAD_BYTES = 4096;

const SIGNATURES: readonly { type: FileType; bytes: readonly number[]; offset?: number }[] = [
  { type: { mimetype: 'image/jpeg', filetype: 'jpg' }, bytes: [0xff, 0xd8, 0xff] },
  { type: { mimetype: 'image/png', filetype: 'png' }, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { type: { mimetype: 'image/gif', filetype: 'gif' }, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: { mimetype: 'image/webp', filetype: 'webp' }, bytes: [0x57, 0x45, 0x42, 0x50], offset: 8 },
  { type: { mimetype: 'image/tiff', filetype: 'tiff' }, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { type: { mimetype: 'image/tiff', filetype: 'tiff' }, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { type: { mimetype: 'image/bmp', filetype: 'bmp' }, bytes: [0x42, 0x4d] },
  { type: { mimetype: 'application/pdf', filetype: 'pdf' }, bytes: [0x25, 0x50, 0x44, 0x46] },
];

/** The brands of ISO media containers that hold pictures: https://nokiatech.github.io/heif/technical.html */
const BRANDS: Readonly<Record<string, FileType>> = {
  avif: { mimetype: 'image/avif', filetype: 'avif' },
  avis: { mimetype: 'image/avif', filetype: 'avif' },
  heic: { mimetype: 'image/heic', filetype: 'heic' },
  heix: { mimetype: 'image/heic', filetype: 'heic' },
  hevc: { mimetype: 'image/heic', filetype: 'heic' },
  mif1: { mimetype: 'image/heif', filetype: 'heif' },
  msf1: { mimetype: 'image/heif', filetype: 'heif' },
};

/** Detects the type of a file from its first bytes, never from its name. */
export function detectFileType(head: Buffer): FileType {
  const signature = SIGNATURES.find(({ bytes, offset = 0 }) => bytes.every((byte, i) => head[offset + i] === byte));
  if (signature !== undefined) return signature.type;
  if (head.toString('latin1', 4, 8) === 'ftyp') {
    const type = BRANDS[head.toString('latin1', 8, 12)];
    if (type !== undefined) return type;
  }
  return isText(head)
    ? { mimetype: 'text/plain', filetype: 'text' }
    : { mimetype: 'application/octet-stream', filetype: 'binary' };
}

export function isPicture(type: FileType): boolean {
  return type.mimetype.startsWith('image/');
}

function isText(head: Buffer): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
