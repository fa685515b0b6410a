import { fourQuarters } from './pictures.js';

const TYPE_SHORT = 3;
const TYPE_LONG = 4;

interface Tag {
  readonly id: number;
  readonly type: number;
  readonly values: readonly number[];
}

interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Samples a pixel. */
  readonly channels: number;
  readonly isFloat: boolean;
  readonly data: Buffer;
}

/**
 * A little-endian TIFF 6.0 without compression.
 * @param pages one after another.
 * @param inside a picture that the first page refers to as its SubIFD, as in a DNG.
 */
function tiff(pages: readonly TiffPage[], inside?: TiffPage): Buffer {
  const all = inside === undefined ? pages : [...pages, inside];
  const header = 8;
  const parts: Buffer[] = [];
  let at = header;
  const add = (part: Buffer): number => {
    const start = at;
    parts.push(part);
    at += part.length;
    return start;
  };
  const dataStarts = all.map(({ data }) => add(data));
  // From the last to the first, because each directory has to say where the next one is.
  let next = 0;
  let insideStart: number | undefined;
  for (const page of [...all].reverse()) {
    const isInside = page === inside;
    const tags = tagsOf(page, dataStarts[all.indexOf(page)] ?? 0);
    if (page === pages[0] && insideStart !== undefined) tags.push({ id: 330, type: TYPE_LONG, values: [insideStart] });
    const start = addDirectory(add, () => at, tags, isInside ? 0 : next);
    if (isInside) insideStart = start;
    else next = start;
  }
  const head = Buffer.from('II\x2a\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(next, 4);
  return Buffer.concat([head, ...parts]);
}

function tagsOf({ width, height, channels, isFloat, data }: TiffPage, start: number): Tag[] {
  const each = (value: number) => Array.from({ length: channels }, () => value);
  return [
    { id: 256, type: TYPE_LONG, values: [width] },
    { id: 257, type: TYPE_LONG, values: [height] },
    { id: 258, type: TYPE_SHORT, values: each(isFloat ? 32 : 8) },
    { id: 259, type: TYPE_SHORT, values: [1] },
    { id: 262, type: TYPE_SHORT, values: [channels === 1 ? 1 : 2] },
    { id: 273, type: TYPE_LONG, values: [start] },
    { id: 277, type: TYPE_SHORT, values: [channels] },
    { id: 278, type: TYPE_LONG, values: [height] },
    { id: 279, type: TYPE_LONG, values: [data.length] },
    { id: 339, type: TYPE_SHORT, values: each(isFloat ? 3 : 1) },
  ];
}

function addDirectory(add: (part: Buffer) => number, end: () => number, tags: readonly Tag[], next: number): number {
  const fields = [...tags]
    .sort((a, b) => a.id - b.id)
    .map(({ id, type, values }) => {
      const bytes = Buffer.alloc(values.length * (type === TYPE_SHORT ? 2 : 4));
      for (const [index, value] of values.entries()) {
        if (type === TYPE_SHORT) bytes.writeUInt16LE(value, index * 2);
        else bytes.writeUInt32LE(value, index * 4);
      }
      const field = Buffer.alloc(12);
      field.writeUInt16LE(id, 0);
      field.writeUInt16LE(type, 2);
      field.writeUInt32LE(values.length, 4);
      if (bytes.length <= 4) bytes.copy(field, 8);
      else field.writeUInt32LE(add(bytes), 8);
      return field;
    });
  if (end() % 2 === 1) add(Buffer.alloc(1));
  const count = Buffer.alloc(2);
  count.writeUInt16LE(fields.length);
  const link = Buffer.alloc(4);
  link.writeUInt32LE(next);
  return add(Buffer.concat([count, ...fields, link]));
}

async function fourQuartersPage(width: number, height: number): Promise<TiffPage> {
  return { width, height, channels: 3, isFloat: false, data: await fourQuarters(width, height).raw().toBuffer() };
}

const THUMBNAIL: TiffPage = { width: 16, height: 10, channels: 3, isFloat: false, data: Buffer.alloc(480, 128) };

/** A grey thumbnail, and then the four quarters, 120 × 80. */
export async function tiffWithThumbnail(): Promise<Buffer> {
  return tiff([THUMBNAIL, await fourQuartersPage(120, 80)]);
}

/** A grey thumbnail that has the four quarters as its SubIFD. */
export async function tiffWithSubPicture(): Promise<Buffer> {
  return tiff([THUMBNAIL], await fourQuartersPage(120, 80));
}

/** 20 × 10 pixels of the same samples, in floating-point numbers. */
export function floatTiff(samples: readonly number[]): Buffer {
  const data = Buffer.alloc(200 * samples.length * 4);
  for (let index = 0; index < 200 * samples.length; index += 1) {
    data.writeFloatLE(samples[index % samples.length] ?? 0, index * 4);
  }
  return tiff([{ width: 20, height: 10, channels: samples.length, isFloat: true, data }]);
}
