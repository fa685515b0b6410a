import { blendOverlay } from './blend-overlay.js';
import { drawFontText, type TextImage } from './draw-font-text.js';
import { drawOverlay, type NumberedFace } from './draw-overlay.js';
import { canDraw, needsFont } from './draw-text.js';
import { openPicture, orDamaged } from './open-picture.js';
import { QUICK_JPEG, sharp } from './sharp.js';

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
const MAX_JPEG_BYTES = 300_000;
const JPEG_QUALITIES = [82, 68, 52, 36];

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
  const { svg, labels } = drawOverlay(faces, width, height, await drawNamesThatNeedFonts(faces));
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

async function drawNamesThatNeedFonts(faces: readonly NumberedFace[]): Promise<Map<string, TextImage>> {
  const names = faces.flatMap(({ name }) => (name !== undefined && needsFont(name) && canDraw(name) ? [name] : []));
  return new Map(await Promise.all([...new Set(names)].map(async (name) => [name, await drawFontText(name)] as const)));
}
