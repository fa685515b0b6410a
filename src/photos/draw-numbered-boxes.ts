import type { Box } from '../faces/model.js';
import { canDraw, drawText, textWidth } from './draw-text.js';
import { openPicture, orDamaged } from './open-picture.js';
import { type Labelled, overlap, placeLabels, type Rectangle } from './place-labels.js';
import { placeNames } from './place-names.js';
import { QUICK_JPEG, sharp } from './sharp.js';

export interface NumberedFace {
  /** 0–999. */
  readonly number: number;
  readonly box: Box;
  /** What to show instead of the number, if there is room for the names of all faces that have one. */
  readonly name?: string | undefined;
}

/** The picture with its boxes, ready to be uploaded. */
export interface NumberedPicture {
  readonly jpeg: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Names are shown if some were given, and all of them can be drawn and have a place. Faces without a name are then left unmarked. */
  readonly labels: 'numbers' | 'names';
}

/** In pixels: larger than Slack shows a picture in a thread, even on a high-density screen. */
const MAX_EDGE = 1280;
/** In pixels: a tiny picture is enlarged to this, so that its numbers can be read. */
const MIN_EDGE = 640;
/** Height of a digit within its label. */
const DIGIT_SHARE = 0.64;
/**
 * Heights of a number's label as shares of the long edge, the smallest and the largest: Slack shows a picture 360 pixels wide in a
 * thread, which makes digits 11 to 13 pixels high. In a crowd where such labels would hide faces, they are smaller.
 */
const NUMBER_HEIGHTS = { least: 0.047, most: 0.056 };
const CROWDED_NUMBER_HEIGHTS = { least: 0.037, most: 0.045 };
/** Heights of a name's label, likewise, in the order they are tried. */
const NAME_HEIGHTS = [0.07, 0.06, 0.05, 0.043];
/** Names on small faces would be hard to assign: they are at most this much of a face's height, but not below the limit. */
const NAME_OF_FACE = { share: 0.75, limit: 0.05 };
/** Size of the letters, and the space beside them, in heights of the label. */
const FONT_SHARE = 0.74;
const PADDING_SHARE = 0.3;
const MAX_JPEG_BYTES = 300_000;
const JPEG_QUALITIES = [82, 68, 52, 36];

/** Dark enough for white digits (contrast ≥ 4.5 to 1). */
const COLOUR = '#1d1c1d';

/**
 * Draws a box around each face, with its number or name. Both are legible at the size of Slack's preview, on any background. Numbers
 * hide faces only where they must, and names never do. The result is a JPEG of at most about 300 kB.
 * @throws PictureError if the bytes are not a picture, or exceed the limits.
 */
export async function drawNumberedBoxes(picture: Uint8Array, faces: readonly NumberedFace[]): Promise<NumberedPicture> {
  const opened = await openPicture(picture);
  const longEdge = Math.max(opened.width, opened.height);
  const scale = Math.min(Math.max(longEdge, MIN_EDGE), MAX_EDGE) / longEdge;
  const width = Math.max(1, Math.round(opened.width * scale));
  const height = Math.max(1, Math.round(opened.height * scale));
  const { svg, labels } = drawOverlay(faces, width, height);
  const [raw, overlay] = await Promise.all([
    // A wider kernel takes a third longer and makes no visible difference.
    orDamaged(
      opened.pipeline.resize({ width, height, fit: 'fill', kernel: 'cubic' }).raw({ depth: 'uchar' }).toBuffer(),
    ),
    sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer(),
  ]);
  blendOverlay(raw, overlay);
  let jpeg: Uint8Array = new Uint8Array();
  for (const quality of JPEG_QUALITIES) {
    jpeg = await sharp(raw, { raw: { width, height, channels: 3 } })
      .jpeg({ ...QUICK_JPEG, quality })
      .toBuffer();
    if (jpeg.length <= MAX_JPEG_BYTES) break;
  }
  return { jpeg, width, height, labels };
}

/** Only the boxes and labels, as SVG of the given size in pixels. */
export function drawOverlay(
  faces: readonly NumberedFace[],
  width: number,
  height: number,
): Pick<NumberedPicture, 'labels'> & { readonly svg: string } {
  const lineWidth = Math.max(2, Math.max(width, height) / 400);
  const names = drawNames(faces, width, height, lineWidth);
  const items = names === undefined ? drawNumbers(faces, width, height, lineWidth) : names;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${items.join('')}</svg>`;
  return { svg, labels: names === undefined ? 'numbers' : 'names' };
}

/** @returns undefined if there are no names, or if not all of them can be shown. */
function drawNames(
  faces: readonly NumberedFace[],
  width: number,
  height: number,
  lineWidth: number,
): string[] | undefined {
  const named = faces.flatMap(({ box, name }) =>
    name === undefined ? [] : [{ box: toPixels(box, width, height), name }],
  );
  if (named.length === 0 || !named.every(({ name }) => canDraw(name))) return undefined;
  const boxes = faces.map(({ box }) => toPixels(box, width, height));
  const longEdge = Math.max(width, height);
  const smallest = Math.min(...named.map(({ box }) => box.height)) / longEdge;
  const most = Math.max(NAME_OF_FACE.limit, NAME_OF_FACE.share * smallest);
  for (const share of NAME_HEIGHTS.filter((each) => each <= most)) {
    const labelHeight = share * longEdge;
    const fontSize = labelHeight * FONT_SHARE;
    const items = named.map(({ box, name }) => ({
      box,
      height: labelHeight,
      width: textWidth(name, fontSize) + 2 * PADDING_SHARE * labelHeight,
    }));
    const places = placeNames(items, boxes, width, height);
    if (places === undefined) continue;
    return [
      ...named.map(({ box }) => drawBox(box, lineWidth)),
      ...named.map(({ name }, index) => {
        const place = places[index];
        if (place === undefined) return '';
        const [x, y] = [place.left + place.width / 2, place.top + place.height / 2];
        return drawLabel(place, lineWidth) + drawText(name, x, y, fontSize, '#fff');
      }),
    ];
  }
  return undefined;
}

function drawNumbers(faces: readonly NumberedFace[], width: number, height: number, lineWidth: number): string[] {
  const measured = (heights: typeof NUMBER_HEIGHTS) => faces.map((face) => measure(face, width, height, heights));
  const large = measured(NUMBER_HEIGHTS);
  const inLarge = placeLabels(large, width, height);
  const items = inLarge.some((label) => hidesAFace(label, large)) ? measured(CROWDED_NUMBER_HEIGHTS) : large;
  const labels = items === large ? inLarge : placeLabels(items, width, height);
  // Boxes first: no box may run through a number.
  return [
    ...items.map(({ box }) => drawBox(box, lineWidth)),
    ...faces.map(({ number }, index) => {
      const label = labels[index];
      if (label === undefined) return '';
      const [x, y] = [label.left + label.width / 2, label.top + label.height / 2];
      return drawLabel(label, lineWidth) + drawNumber(number, x, y, label.height * DIGIT_SHARE, '#fff');
    }),
  ];
}

/** How much of a label may lie over faces before it hides one. */
const MAX_HIDING = 0.1;

function hidesAFace(label: Rectangle, items: readonly Labelled[]): boolean {
  return items.some(({ box }) => overlap(label, box) > MAX_HIDING * label.width * label.height);
}

function toPixels(box: Box, width: number, height: number): Rectangle {
  return {
    left: box.left * width,
    top: box.top * height,
    width: (box.right - box.left) * width,
    height: (box.bottom - box.top) * height,
  };
}

/** Labels grow with their faces, between the smallest legible size and the largest that looks right. */
function measure(face: NumberedFace, width: number, height: number, heights: typeof NUMBER_HEIGHTS): Labelled {
  const longEdge = Math.max(width, height);
  const box = toPixels(face.box, width, height);
  const labelHeight = Math.min(Math.max(box.height * 0.35, longEdge * heights.least), longEdge * heights.most);
  const labelWidth = Math.max(labelHeight, numberWidth(face.number, labelHeight * DIGIT_SHARE) + labelHeight * 0.45);
  return { box, labelHeight, labelWidth };
}

function drawBox(box: Rectangle, lineWidth: number): string {
  const radius = Math.min(box.width, box.height) * 0.08;
  const shape =
    `x="${n(box.left)}" y="${n(box.top)}" width="${n(box.width)}" height="${n(box.height)}" rx="${n(radius)}"` +
    ' fill="none" stroke-linejoin="round"';

  // Three strokes on top of each other: at least one contrasts with any background.
  return (
    `<rect ${shape} stroke="#000" stroke-opacity="0.45" stroke-width="${n(lineWidth * 2.6)}"/>` +
    `<rect ${shape} stroke="#fff" stroke-width="${n(lineWidth * 1.8)}"/>` +
    `<rect ${shape} stroke="${COLOUR}" stroke-width="${n(lineWidth)}"/>`
  );
}

function drawLabel(label: Rectangle, lineWidth: number): string {
  const edge = lineWidth * 0.8;
  const shape =
    `x="${n(label.left + edge)}" y="${n(label.top + edge)}" width="${n(label.width - 2 * edge)}"` +
    ` height="${n(label.height - 2 * edge)}" rx="${n(label.height * 0.3)}"`;
  return (
    `<rect ${shape} fill="none" stroke="#000" stroke-opacity="0.45" stroke-width="${n(lineWidth * 2)}"/>` +
    `<rect ${shape} fill="${COLOUR}" stroke="#fff" stroke-width="${n(lineWidth)}"/>`
  );
}

function n(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * Digits as stroked paths, each 60 × 100. They are not SVG text because a bare server has no fonts and would leave it out,
 * and so that pictures are the same on every machine.
 */
const DIGITS: readonly string[] = [
  'M30 0C48 0 60 15 60 50C60 85 48 100 30 100C12 100 0 85 0 50C0 15 12 0 30 0Z',
  'M10 24L36 0L36 100',
  'M3 27C3 11 14 0 30 0C46 0 57 11 57 27C57 46 42 58 2 100L60 100',
  'M3 18C8 6 18 0 30 0C46 0 56 10 56 25C56 40 45 48 28 48C47 48 59 58 59 74C59 90 46 100 29 100C14 100 4 92 0 80',
  'M44 100L44 0L0 70L60 70',
  'M54 0L12 0L7 46C13 40 21 37 31 37C48 37 60 50 60 68C60 87 47 100 29 100C15 100 5 93 0 82',
  'M50 6C44 2 38 0 32 0C12 0 0 20 0 58C0 86 12 100 30 100C48 100 60 87 60 69C60 52 48 40 31 40C15 40 3 50 0 62',
  'M0 0L60 0L22 100',
  'M30 47C14 47 4 37 4 24C4 10 15 0 30 0C45 0 56 10 56 24C56 37 46 47 30 47C12 47 0 58 0 74C0 90 13 100 30 100C47 100 60 90 60 74C60 58 48 47 30 47Z',
  'M10 94C16 98 22 100 28 100C48 100 60 80 60 42C60 14 48 0 30 0C12 0 0 13 0 31C0 48 12 60 29 60C45 60 57 50 60 38',
];

const DIGIT_WIDTH = 60;
const DIGIT_HEIGHT = 100;
const GAP = 30;
const STROKE = 18;

/** Width of a number set `height` high, in the same unit. */
function numberWidth(value: number, height: number): number {
  const digits = String(value).length;
  return ((digits * DIGIT_WIDTH + (digits - 1) * GAP + STROKE) / (DIGIT_HEIGHT + STROKE)) * height;
}

/** SVG of a whole number ≥ 0 set `height` high, with its middle at (`x`, `y`). */
function drawNumber(value: number, x: number, y: number, height: number, colour: string): string {
  const scale = height / (DIGIT_HEIGHT + STROKE);
  const digits = [...String(value)].map(Number);
  const width = digits.length * DIGIT_WIDTH + (digits.length - 1) * GAP;
  const paths = digits.map(
    (digit, index) => `<path transform="translate(${index * (DIGIT_WIDTH + GAP)} 0)" d="${DIGITS[digit]}"/>`,
  );
  return (
    `<g transform="translate(${round(x - (width / 2) * scale)} ${round(y - (DIGIT_HEIGHT / 2) * scale)}) scale(${round(scale)})"` +
    ` fill="none" stroke="${colour}" stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`
  );
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/**
 * Lays a mostly transparent drawing over a picture of the same size, in place. Takes a quarter of the time of sharp's `composite`,
 * which works on every pixel in floating point. Only drawn pixels are changed here.
 * @param picture red, green and blue, a byte each, for every pixel.
 * @param overlay red, green, blue and alpha, a byte each, for every pixel.
 */
function blendOverlay(picture: Uint8Array, overlay: Uint8Array): void {
  // Nearly every pixel is transparent. Testing its four bytes as one number takes a third of the time.
  const aligned = overlay.byteOffset % 4 === 0 ? overlay : overlay.slice();
  const pixels = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
  for (let pixel = 0; pixel < pixels.length; pixel += 1) {
    if (pixels[pixel] === 0) continue;
    const from = pixel * 4;
    const to = pixel * 3;
    const alpha = overlay[from + 3] ?? 0;
    for (let channel = 0; channel < 3; channel += 1) {
      const below = picture[to + channel] ?? 0;
      const above = overlay[from + channel] ?? 0;
      picture[to + channel] = Math.round(below + ((above - below) * alpha) / 255);
    }
  }
}
