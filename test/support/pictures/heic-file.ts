import { BLOCK, type BlockColour, encodeHevc, PROFILE } from './hevc.js';
import { QUARTERS } from './pictures.js';

export interface HeicOptions {
  /** Quarter turns anticlockwise that a reader has to apply (`irot`). */
  readonly quarterTurns?: number;
}

/** A HEIC file (ISO/IEC 23008-12) of the four coloured quarters, 64 × 64 pixels before any turning. */
export function fourQuartersHeic({ quarterTurns }: HeicOptions = {}): Buffer {
  const hevc = encodeHevc(2, 2, QUARTERS.map(toYcc));
  const unit = (nal: Buffer) => Buffer.concat([u16(nal.length), nal]);
  const array = (type: number, nal: Buffer) => Buffer.concat([Buffer.from([0x80 | type]), u16(1), unit(nal)]);
  const hvcC = box(
    'hvcC',
    Buffer.from([1]),
    PROFILE,
    Buffer.from([0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 3]),
    array(32, hevc.vps),
    array(33, hevc.sps),
    array(34, hevc.pps),
  );
  const properties = [hvcC, fullBox('ispe', u32(2 * BLOCK), u32(2 * BLOCK))];
  if (quarterTurns !== undefined) properties.push(box('irot', Buffer.from([quarterTurns])));
  const associations = properties.map((_, index) => 0x80 | (index + 1));
  const payload = Buffer.concat([u32(hevc.slice.length), hevc.slice]);

  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic'));
  const meta = (offset: number) =>
    fullBox(
      'meta',
      fullBox('hdlr', u32(0), Buffer.from('pict'), Buffer.alloc(13)),
      fullBox('pitm', u16(1)),
      fullBox('iinf', u16(1), versionBox('infe', 2, u16(1), u16(0), Buffer.from('hvc1\0'))),
      box(
        'iprp',
        box('ipco', ...properties),
        fullBox('ipma', u32(1), u16(1), Buffer.from([associations.length, ...associations])),
      ),
      fullBox('iloc', Buffer.from([0x44, 0]), u16(1), u16(1), u16(0), u16(1), u32(offset), u32(payload.length)),
    );
  const offset = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(offset), box('mdat', payload)]);
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
