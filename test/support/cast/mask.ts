import type { Canvas } from './canvas.js';
import { darker } from './colours.js';
import { smooth, smoothClosed } from './curves.js';
import type { View } from './view.js';

/** A mask over nose and mouth, held by loops around the ears. */
export function drawMask(canvas: Canvas, view: View): string {
  const { mask, faceWidth: w, faceHeight: h } = view.traits;
  if (mask === undefined) return '';
  const shadow = darker(mask, 0.3);
  const half = [
    [22 * w, 22, 66],
    [66 * w, 30, 30],
    [64 * w, 70, 30],
    [38 * w, 108 * h, 46],
  ] as const;
  const mirrored = half.map(([x, y, z]) => [-x, y, z] as const).reverse();
  const outline = smoothClosed(view.all([[0, 16, 76], ...half, [0, 126 * h, 56], ...mirrored]));
  const fold = (y: number) =>
    smooth(
      view.all([
        [-58 * w, y, 34],
        [0, y + 5, 78],
        [58 * w, y, 34],
      ]),
    );
  const loop = (side: -1 | 1) =>
    smooth(
      view.all([
        [side * 64 * w, 32, 30],
        [side * 76 * w, 6, -8],
      ]),
    );
  return (
    ([-1, 1] as const).map((side) => canvas.path(loop(side), { stroke: mask, width: 2.5 })).join('') +
    canvas.path(outline, { fill: mask, stroke: shadow, width: 1.5 }) +
    [48, 66, 84].map((y) => canvas.path(fold(y * h), { stroke: shadow, width: 1.6, opacity: 0.6 })).join('')
  );
}
