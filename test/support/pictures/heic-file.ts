import { BLOCK, type BlockColour, encodeHevc, PROFILE } from './hevc.js';
import { QUARTERS } from './pictures.js';

export interface HeicOptions {
  /** Quarter turns anticlockwise that a reader has to apply (`irot`). */
  readonly quarterTurns?: number;
}

/** A HEIC file (ISO/IEC 23008-12) of the four coloured quarters, 64 × 64 pixels before any turning. */
export function fourQuartersHeic({ quarterTurns }: HeicOptions = {}): Buffer {
  return heicFile([encodeHevc(2, 2, QUARTERS.map(toYcc))], { primary: 1, quarterTurns });
}

type Hevc = ReturnType<typeof encodeHevc>;

/** A file of pictures of 64 × 64 pixels; they are numbered from 1. */
function heicFile(
  pictures: readonly Hevc[],
  { primary, quarterTurns }: { readonly primary: number; readonly quarterTurns?: number | undefined },
): Buffer {
  const turns = quarterTurns === undefined ? [] : [box('irot', Buffer.from([quarterTurns]))];
  // Every picture has the same number of properties: its own parameters, its size, and how it is turned.
  const properties = pictures.flatMap((picture) => [
    parametersOf(picture),
    fullBox('ispe', u32(2 * BLOCK), u32(2 * BLOCK)),
    ...turns,
  ]);
  const each = properties.length / pictures.length;
  const payloads = pictures.map(({ slice }) => Buffer.concat([u32(slice.length), slice]));
  const ids = pictures.map((_, index) => index + 1);
  const associations = ids.map((id) =>
    Buffer.concat([
      u16(id),
      Buffer.from([each, ...Array.from({ length: each }, (_, index) => 0x80 | ((id - 1) * each + index + 1))]),
    ]),
  );

  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic'));
  const meta = (start: number) =>
    fullBox(
      'meta',
      fullBox('hdlr', u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', u16(primary)),
      fullBox(
        'iinf',
        u16(ids.length),
        ...ids.map((id) => versionBox('infe', 2, u16(id), u16(0), Buffer.from('hvc1\0'))),
      ),
      box('iprp', box('ipco', ...properties), fullBox('ipma', u32(ids.length), ...associations)),
      fullBox(
        'iloc',
        Buffer.from([0x44, 0]),
        u16(ids.length),
        ...ids.map((id) => {
          const before = payloads.slice(0, id - 1).reduce((length, payload) => length + payload.length, 0);
          return Buffer.concat([u16(id), u16(0), u16(1), u32(start + before), u32(payloads[id - 1]?.length ?? 0)]);
        }),
      ),
    );
  const start = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(start), box('mdat', ...payloads)]);
}

function parametersOf(hevc: Hevc): Buffer {
  const unit = (nal: Buffer) => Buffer.concat([u16(nal.length), nal]);
  const array = (type: number, nal: Buffer) => Buffer.concat([Buffer.from([0x80 | type]), u16(1), unit(nal)]);
  return box(
    'hvcC',
    Buffer.from([1]),
    PROFILE,
    Buffer.from([0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 3]),
    array(32, hevc.vps),
    array(33, hevc.sps),
    array(34, hevc.pps),
  );
}

/**
 * A HEIC file of two pictures, the first of one colour, the second of the four quarters. The second is the primary one, as `pitm` says.
 */
export function heicWithPrimarySecond(): Buffer {
  const pictures = [Array.from({ length: 4 }, () => QUARTERS[3]), QUARTERS].map((colours) =>
    encodeHevc(2, 2, colours.map(toYcc)),
  );
  return heicFile(pictures, { primary: 2 });
}

/** BT.601, full range. */
function toYcc([r, g, b]: readonly [number, number, number]): BlockColour {
  const y = 0.299 * r + 0.587 * g + 0.114 * b;
  return [Math.round(y), Math.round(128 + (b - y) * 0.564), Math.round(128 + (r - y) * 0.713)];
}

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type), body]);
}

function versionBox(type: string, version: number, ...content: Buffer[]): Buffer {
  return box(type, Buffer.from([version, 0, 0, 0]), ...content);
}

function fullBox(type: string, ...content: Buffer[]): Buffer {
  return versionBox(type, 0, ...content);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
