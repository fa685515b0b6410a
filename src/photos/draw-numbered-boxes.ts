import type { Box } from '../faces/model.js';
import { blendOverlay } from './blend-overlay.js';
import { drawNumber, numberWidth } from './digit-paths.js';
import { openPicture, orDamaged } from './open-picture.js';
import { type Labelled, placeLabels, type Rectangle } from './place-labels.js';
import { sharp } from './sharp.js';

/** What the box says about its face besides the number; told by colour and by the kind of line. */
type BoxTone = 'known' | 'likely' | 'unknown';

export interface NumberedFace {
  /** 0–999. */
  readonly number: number;
  readonly box: Box;
  /** Default: a plain box. */
  readonly tone?: BoxTone;
}

/** The picture with its boxes, ready to be posted. */
export interface NumberedPicture {
  readonly jpeg: Uint8Array;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Larger than Slack shows a picture in a thread, even on a screen with two pixels to the point. */
const MAX_EDGE = 1280;
/** A tiny picture is enlarged, because a number that nobody can read is of no use. */
const MIN_EDGE = 640;
/** Height of a digit within its label. */
const DIGIT_SHARE = 0.64;
const MAX_JPEG_BYTES = 300_000;
const JPEG_QUALITIES = [82, 68, 52, 36];

/** Dark enough for white digits (contrast ≥ 4.5 to 1); `dash` in widths of the line, empty for a whole line. */
const TONES: Record<BoxTone | 'plain', { readonly colour: string; readonly dash: readonly number[] }> = {
  plain: { colour: '#1d1c1d', dash: [] },
  known: { colour: '#007a5a', dash: [] },
  likely: { colour: '#9a5b00', dash: [6, 3] },
  unknown: { colour: '#1264a3', dash: [2, 2.5] },
};

/**
 * Draws a numbered box around each face. Numbers stay legible at the size of Slack's preview and on any background, and
 * avoid hiding faces. The result is a JPEG of at most about 300 kB.
 * @throws PictureError when the bytes are no picture, or one beyond the limits.
 */
export async function drawNumberedBoxes(picture: Uint8Array, faces: readonly NumberedFace[]): Promise<NumberedPicture> {
  const opened = await openPicture(picture);
  const longEdge = Math.max(opened.width, opened.height);
  const scale = Math.min(Math.max(longEdge, MIN_EDGE), MAX_EDGE) / longEdge;
  const width = Math.max(1, Math.round(opened.width * scale));
  const height = Math.max(1, Math.round(opened.height * scale));
  const [raw, overlay] = await Promise.all([
    // A wider kernel takes a third longer, and nobody sees a difference on a picture made a little smaller.
    orDamaged(
      opened.pipeline.resize({ width, height, fit: 'fill', kernel: 'cubic' }).raw({ depth: 'uchar' }).toBuffer(),
    ),
    sharp(Buffer.from(drawOverlay(faces, width, height)))
      .ensureAlpha()
      .raw()
      .toBuffer(),
  ]);
  blendOverlay(raw, overlay);
  let jpeg: Uint8Array = new Uint8Array();
  for (const quality of JPEG_QUALITIES) {
    jpeg = await sharp(raw, { raw: { width, height, channels: 3 } })
      .jpeg({ quality })
      .toBuffer();
    if (jpeg.length <= MAX_JPEG_BYTES) break;
  }
  return { jpeg, width, height };
}

/** The boxes and numbers alone, as SVG of the given size in pixels. */
export function drawOverlay(faces: readonly NumberedFace[], width: number, height: number): string {
  const longEdge = Math.max(width, height);
  const items = faces.map((face) => measure(face, width, height, longEdge));
  const labels = placeLabels(items, width, height);
  const lineWidth = Math.max(2, longEdge / 400);
  // Boxes first: no box may run through a number.
  const boxes = faces.map((face, index) => drawBox(face, items[index]?.box, lineWidth));
  const badges = faces.map((face, index) => drawLabel(face, labels[index], lineWidth));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${boxes.join('')}${badges.join('')}</svg>`;
}

/** Labels grow with their faces, within what can still be read and what would look clumsy. */
function measure(face: NumberedFace, width: number, height: number, longEdge: number): Labelled {
  const box = {
    left: face.box.left * width,
    top: face.box.top * height,
    width: (face.box.right - face.box.left) * width,
    height: (face.box.bottom - face.box.top) * height,
  };
  const labelHeight = Math.min(Math.max(box.height * 0.35, longEdge * 0.037), longEdge * 0.055);
  const labelWidth = Math.max(labelHeight, numberWidth(face.number, labelHeight * DIGIT_SHARE) + labelHeight * 0.45);
  return { box, labelHeight, labelWidth };
}

function drawBox(face: NumberedFace, box: Rectangle | undefined, lineWidth: number): string {
  if (box === undefined) return '';
  const { colour, dash } = TONES[face.tone ?? 'plain'];
  const radius = Math.min(box.width, box.height) * 0.08;
  const shape =
    `x="${n(box.left)}" y="${n(box.top)}" width="${n(box.width)}" height="${n(box.height)}" rx="${n(radius)}"` +
    ' fill="none" stroke-linejoin="round"';
  const dashes =
    dash.length === 0 ? '' : ` stroke-dasharray="${dash.map((length) => n(length * lineWidth)).join(' ')}"`;
  // Dark under white under colour: one of the three stands out from whatever is behind.
  return (
    `<rect ${shape} stroke="#000" stroke-opacity="0.45" stroke-width="${n(lineWidth * 2.6)}"/>` +
    `<rect ${shape} stroke="#fff" stroke-width="${n(lineWidth * 1.8)}"/>` +
    `<rect ${shape} stroke="${colour}" stroke-width="${n(lineWidth)}"${dashes}/>`
  );
}

function drawLabel(face: NumberedFace, label: Rectangle | undefined, lineWidth: number): string {
  if (label === undefined) return '';
  const { colour } = TONES[face.tone ?? 'plain'];
  const edge = lineWidth * 0.8;
  const shape =
    `x="${n(label.left + edge)}" y="${n(label.top + edge)}" width="${n(label.width - 2 * edge)}"` +
    ` height="${n(label.height - 2 * edge)}" rx="${n(label.height * 0.3)}"`;
  const x = label.left + label.width / 2;
  const y = label.top + label.height / 2;
  return (
    `<rect ${shape} fill="none" stroke="#000" stroke-opacity="0.45" stroke-width="${n(lineWidth * 2)}"/>` +
    `<rect ${shape} fill="${colour}" stroke="#fff" stroke-width="${n(lineWidth)}"/>` +
    drawNumber(face.number, x, y, label.height * DIGIT_SHARE, '#fff')
  );
}

function n(value: number): number {
  return Math.round(value * 100) / 100;
}
