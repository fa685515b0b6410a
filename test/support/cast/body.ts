import type { Canvas } from './canvas.js';
import { drawCollar, HEM } from './collars.js';
import { darker, lighter, mix } from './colours.js';
import { between, type Point, smooth } from './curves.js';
import { skinShadow } from './head.js';
import { drawHoodBehind } from './hoodie.js';
import type { Clothes } from './traits.js';
import type { View } from './view.js';

/** Moves the body up, closer to the head. */
const NECK_SHORTENED = -9;

/** Shoulders and clothes, then the neck; drawn before the head. The body turns less than the head and never tilts. */
export function drawBody(canvas: Canvas, view: View, clothes: Clothes): string {
  const { shoulders, faceWidth } = view.traits;
  const lean = view.pose.turn * 0.35;
  const w = 184 * shoulders;
  const half: readonly Point[] = [
    [44 * faceWidth, 134],
    [70, 154],
    [118 * shoulders, 167],
    [w * 0.9, 190],
    [w, 236],
    [w + 10, 330],
    [w + 13, 430],
    [w + 14, 560],
    [w + 14, HEM],
  ];
  const left = half.map(([x, y]) => [-x + lean * 0.4, y] as const);
  const right = half.map(([x, y]) => [x + lean * 1.2, y] as const);
  const torso = between(left, right);
  const { colour } = clothes;
  const dark = -view.lightFrom;
  const shade = darker(colour, 0.55);
  const folds = ([-1, 1] as const).map((side) => {
    const x = side * (w - 38) + lean;
    return (
      // The gap between the arm and the chest, and the folds of the cloth there.
      canvas.glow(x, 350, 13, 130, shade, 0.55, side * -2) +
      canvas.glow(x + side * 20, 380, 18, 150, lighter(colour, 0.4), side === view.lightFrom ? 0.22 : 0.06) +
      canvas.glow(x - side * 30, 266, 60, 11, shade, 0.3, side * -28) +
      canvas.glow(x - side * 44, 296, 66, 12, shade, 0.2, side * -14)
    );
  });
  const cloth =
    canvas.path(torso, {
      fill: canvas.linear(
        [-w, 160],
        [w, 420],
        view.lightFrom < 0
          ? [lighter(colour, 0.16), colour, darker(colour, 0.32)]
          : [darker(colour, 0.26), colour, darker(colour, 0.12)],
      ),
    }) +
    canvas.clip(
      torso,
      canvas.glow(dark * w, 300, 120, 220, shade, 0.55) +
        canvas.glow(view.lightFrom * 96 + lean, 186, 80, 30, lighter(colour, 0.5), 0.4) +
        folds.join('') +
        canvas.glow(lean - view.lightFrom * 20, 420, 60, 130, shade, 0.22) +
        canvas.glow(lean, 170, 92, 46, shade, 0.5),
    );
  const all =
    drawHoodBehind(canvas, clothes, lean) +
    cloth +
    drawNeck(canvas, view, lean, clothes.style === 'v-neck' ? 248 : 206) +
    drawCollar(canvas, clothes, lean);
  return `<g transform="translate(0 ${NECK_SHORTENED})">${all}</g>`;
}

function drawNeck(canvas: Canvas, view: View, lean: number, bottom: number): string {
  const { skin, faceWidth, shoulders, age } = view.traits;
  const shadow = skinShadow(view);
  const w = 42 * faceWidth * (0.3 + 0.7 * shoulders);
  const [topX] = view.at(0, 70, 6);
  const left: readonly Point[] = [
    [topX - w, 50],
    [topX * 0.7 - w * 0.97, 112],
    [lean - w * 1.12, 146],
    [lean - w * 1.5, 168],
    [lean, bottom],
  ];
  const right: readonly Point[] = [
    [topX + w, 50],
    [topX * 0.7 + w * 0.97, 112],
    [lean + w * 1.12, 146],
    [lean + w * 1.5, 168],
    [lean, bottom],
  ];
  const shape = between(left, right);
  const [chinX, chinY] = view.at(0, 118, 40);
  const tendon = (side: -1 | 1) =>
    smooth([
      [topX + side * w * 0.7, 128],
      [lean + side * w * 0.42, 158],
      [lean + side * 7, 184],
    ]);
  return (
    canvas.path(shape, { fill: mix(skin, shadow, 0.3) }) +
    canvas.clip(
      shape,
      canvas.glow(chinX - view.lightFrom * 12, chinY - 4, 110, 58, shadow, 1) +
        canvas.glow(lean - view.lightFrom * w, 140, 36, 70, shadow, 0.6) +
        canvas.path(tendon(-1) + tendon(1), { stroke: shadow, width: 3.5, opacity: 0.22 + age * 0.25, blur: 2 }) +
        canvas.glow(lean + view.lightFrom * 16, 176, 26, 12, lighter(skin, 0.4), 0.35),
    )
  );
}
