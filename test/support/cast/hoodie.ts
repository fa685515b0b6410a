import type { Canvas } from './canvas.js';
import { darker, lighter } from './colours.js';
import { between, smooth, smoothClosed } from './curves.js';
import type { Clothes } from './traits.js';

/** The part of the hood behind the neck; drawn before the body. */
export function drawHoodBehind(canvas: Canvas, { style, colour, second }: Clothes, lean: number): string {
  if (style !== 'hoodie') return '';
  return canvas.path(
    smoothClosed([
      [lean - 96, 176],
      [lean - 88, 120],
      [lean - 40, 96],
      [lean + 40, 96],
      [lean + 88, 120],
      [lean + 96, 176],
      [lean, 210],
    ]),
    { fill: canvas.linear([0, 96], [0, 200], [darker(colour, 0.2), darker(second, 0.35)]) },
  );
}

/** The hood around the neck with its two cords; drawn over the body and neck. */
export function drawHood(canvas: Canvas, { colour, second }: Clothes, x: number): string {
  const side = (s: -1 | 1) =>
    canvas.path(
      between(
        [
          [x + s * 54, 134],
          [x + s * 46, 170],
          [x, 214],
        ],
        [
          [x + s * 98, 150],
          [x + s * 86, 204],
          [x + s * 8, 250],
        ],
      ),
      {
        fill: canvas.linear([x + s * 50, 140], [x + s * 90, 220], [darker(second, 0.1), lighter(colour, 0.08)]),
        stroke: darker(colour, 0.35),
        width: 1.4,
      },
    );
  const cord = (s: -1 | 1) =>
    canvas.path(
      smooth([
        [x + s * 22, 222],
        [x + s * 26, 262],
        [x + s * 22, 306],
      ]),
      { stroke: lighter(second, 0.6), width: 4.5 },
    );
  return side(-1) + side(1) + cord(-1) + cord(1);
}
