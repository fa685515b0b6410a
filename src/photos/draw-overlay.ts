import type { Box } from '../faces/model.js';
import { drawNumber, numberWidth } from './draw-digits.js';
import type { TextImage } from './draw-font-text.js';
import { canDraw, drawText, textWidth } from './draw-text.js';
import { type Labelled, overlap, placeLabels, type Rectangle } from './place-labels.js';
import { placeNames } from './place-names.js';

export interface NumberedFace {
  /** 0–999. */
  readonly number: number;
  readonly box: Box;
  /** What to show instead of the number, if there is room for the names of all faces that have one. */
  readonly name?: string | undefined;
}

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

/** Dark enough for white digits (contrast ≥ 4.5 to 1). */
const COLOUR = '#1d1c1d';

/**
 * Only the boxes and labels, as SVG of the given size in pixels.
 * @param images of the names that need a font.
 */
export function drawOverlay(
  faces: readonly NumberedFace[],
  width: number,
  height: number,
  images: ReadonlyMap<string, TextImage> = new Map(),
): { readonly svg: string; readonly labels: 'numbers' | 'names' } {
  const lineWidth = Math.max(2, Math.max(width, height) / 400);
  const names = drawNames(faces, width, height, lineWidth, images);
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
  images: ReadonlyMap<string, TextImage>,
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
      width: nameWidth(name, fontSize, images.get(name)) + 2 * PADDING_SHARE * labelHeight,
    }));
    const places = placeNames(items, boxes, width, height);
    if (places === undefined) continue;
    const faceBoxes = named.map(({ box }) => box);
    return drawBoxes(faceBoxes, places, lineWidth, (index, x, y) => {
      const name = named[index]?.name ?? '';
      return drawName(name, x, y, fontSize, images.get(name));
    });
  }
  return undefined;
}

function nameWidth(name: string, fontSize: number, image: TextImage | undefined): number {
  return image === undefined ? textWidth(name, fontSize) : image.width * fontSize;
}

/** SVG of a name with its middle at (`x`, `y`). */
function drawName(name: string, x: number, y: number, fontSize: number, image: TextImage | undefined): string {
  if (image === undefined) return drawText(name, x, y, fontSize, '#fff');
  const [width, height] = [image.width * fontSize, image.height * fontSize];
  return (
    `<image x="${n(x - width / 2)}" y="${n(y - height / 2)}" width="${n(width)}" height="${n(height)}"` +
    ` href="data:image/png;base64,${image.png}"/>`
  );
}

function drawNumbers(faces: readonly NumberedFace[], width: number, height: number, lineWidth: number): string[] {
  const measured = (heights: typeof NUMBER_HEIGHTS) => faces.map((face) => measure(face, width, height, heights));
  const large = measured(NUMBER_HEIGHTS);
  const inLarge = placeLabels(large, width, height);
  const items = inLarge.some((label) => hidesAFace(label, large)) ? measured(CROWDED_NUMBER_HEIGHTS) : large;
  const labels = items === large ? inLarge : placeLabels(items, width, height);
  const boxes = items.map(({ box }) => box);
  return drawBoxes(boxes, labels, lineWidth, (index, x, y, labelHeight) =>
    drawNumber(faces[index]?.number ?? 0, x, y, labelHeight * DIGIT_SHARE, '#fff'),
  );
}

/**
 * Boxes and their labels. Boxes first: none may run through a label.
 * @param drawContent what is in the label of a box, with its middle at (`x`, `y`).
 */
function drawBoxes(
  boxes: readonly Rectangle[],
  labels: readonly Rectangle[],
  lineWidth: number,
  drawContent: (index: number, x: number, y: number, labelHeight: number) => string,
): string[] {
  return [
    ...boxes.map((box) => drawBox(box, lineWidth)),
    ...labels.map((label, index) => {
      const [x, y] = [label.left + label.width / 2, label.top + label.height / 2];
      return drawLabel(label, lineWidth) + drawContent(index, x, y, label.height);
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
