/**
 * XMP inside JPEG files, which Lightroom reads and writes instead of files beside them: an APP1 segment that begins with a name (XMP
 * Specification, part 3, section 1.1.3).
 */

const NAME = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const [SOI, APP0, APP1, SOS] = [0xd8, 0xe0, 0xe1, 0xda];
/** Of the length field, two bytes, and what follows it. */
const MAX_SEGMENT = 0xffff;

interface Segment {
  readonly marker: number;
  /** Offsets in the file, with the marker. */
  readonly start: number;
  readonly end: number;
}

/** The XMP of a JPEG; undefined if it has none, or is no JPEG. */
export function readXmp(jpeg: Uint8Array): string | undefined {
  const segment = findXmp(jpeg);
  return segment && Buffer.from(jpeg).toString('utf8', segment.start + 4 + NAME.length, segment.end);
}

/** The JPEG with this XMP, which replaces its own. It stays as it is if the XMP is too long for it, and if it is no JPEG. */
export function withXmp(jpeg: Uint8Array, xmp: string): Uint8Array {
  const content = Buffer.concat([NAME, Buffer.from(xmp)]);
  if (content.length + 2 > MAX_SEGMENT || !isJpeg(jpeg)) return jpeg;
  const plain = withoutXmp(jpeg);
  const [first] = segmentsOf(plain);
  const at = first?.marker === APP0 ? first.end : 2;
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([plain.subarray(0, at), head, content, plain.subarray(at)]);
}

/** The JPEG without XMP: after {@link withXmp}, the same bytes as before. */
export function withoutXmp(jpeg: Uint8Array): Uint8Array {
  const segment = findXmp(jpeg);
  return segment === undefined ? jpeg : Buffer.concat([jpeg.subarray(0, segment.start), jpeg.subarray(segment.end)]);
}

function findXmp(jpeg: Uint8Array): Segment | undefined {
  return segmentsOf(jpeg).find(
    ({ marker, start }) => marker === APP1 && NAME.equals(jpeg.subarray(start + 4, start + 4 + NAME.length)),
  );
}

/** The segments before the picture itself; none if it is no JPEG. */
function segmentsOf(jpeg: Uint8Array): Segment[] {
  const segments: Segment[] = [];
  if (!isJpeg(jpeg)) return segments;
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let start = 2; start + 4 <= jpeg.length && jpeg[start] === 0xff; ) {
    const marker = jpeg[start + 1] ?? SOS;
    const end = start + 2 + view.getUint16(start + 2);
    if (marker === SOS || end > jpeg.length) break;
    segments.push({ marker, start, end });
    start = end;
  }
  return segments;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI;
}
