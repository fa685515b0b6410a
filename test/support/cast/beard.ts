import type { Canvas } from './canvas.js';
import { darker, lighter, mix } from './colours.js';
import { between, n } from './curves.js';
import { createRandom } from './random.js';
import { mimicryOf, type View } from './view.js';

/** The beard; the mouth is drawn over it. */
export function drawBeard(canvas: Canvas, view: View): string {
  const { beard, hair } = view.traits;
  switch (beard) {
    case 'none':
      return '';
    case 'stubble':
      return drawJawBeard(canvas, view, { grow: 0, opacity: 0.34, blur: 4, texture: 0 });
    case 'short':
      return (
        drawJawBeard(canvas, view, { grow: 2, opacity: 0.86, blur: 1.6, texture: 150 }) +
        drawMoustache(canvas, view, hair, 0.8)
      );
    case 'full':
      return (
        drawJawBeard(canvas, view, { grow: 13, opacity: 0.97, blur: 1.2, texture: 260 }) +
        drawMoustache(canvas, view, hair, 1)
      );
    case 'moustache':
      return drawMoustache(canvas, view, hair, 1.15);
  }
}

function drawJawBeard(
  canvas: Canvas,
  view: View,
  look: { readonly grow: number; readonly opacity: number; readonly blur: number; readonly texture: number },
): string {
  const { hair, faceWidth: w, faceHeight: h, mouthWidth, mouthHeight, noseLength, noseWidth, jaw } = view.traits;
  const { smile } = mimicryOf(view.expression);
  const g = look.grow;
  const jawX = (53 + jaw * 13) * w + g * 0.4;
  const mouthX = mouthWidth * (1 + smile * 0.2) + 7;
  const top = noseLength + 9;
  const half = (side: -1 | 1): readonly (readonly [number, number, number?])[] => [
    [side * 73 * w, 4, 6],
    [side * (74 * w + g * 0.2), 36, 10],
    [side * (jawX + 2), 74 * h, 22],
    [side * (jawX * 0.78 + g * 0.2), 104 * h + g * 0.7, 40],
    [side * (24 + jaw * 8), 121 * h + g, 52],
  ];
  const outer = [...half(-1), [0, 125 * h + g * 1.25, 54] as const, ...[...half(1)].reverse()];
  const inner = [
    [-66 * w, 8, 14],
    [-60 * w, 40, 30],
    [-mouthX - 10, mouthHeight - 10, 44],
    [-noseWidth - 5, top + 1, 56],
    [0, top - 1, 64],
    [noseWidth + 5, top + 1, 56],
    [mouthX + 10, mouthHeight - 10, 44],
    [60 * w, 40, 30],
    [66 * w, 8, 14],
  ] as const;
  const shape = between(view.all(inner), view.all(outer));
  const random = createRandom(7);
  let strokes = '';
  for (let index = 0; index < look.texture; index += 1) {
    const x = random.between(-1, 1);
    const y = random.between(0, 1);
    const [px, py] = view.at(x * 66 * w, 40 + y * (86 * h + g - 8 - Math.abs(x) * 50) + Math.abs(x) * 6);
    strokes += `M${n(px)} ${n(py)}l${n(x * 3 + random.between(-1.4, 1.4))} ${n(random.between(4, 8))}`;
  }
  const lightStrokes = canvas.path(strokes, { stroke: lighter(hair, 0.3), width: 0.9, opacity: 0.35 });
  const skinGap = view.at(0, mouthHeight + view.traits.lowerLip + 5, 62);
  return (
    canvas.path(shape, { fill: hair, opacity: look.opacity * 0.5, blur: look.blur * 2 }) +
    canvas.path(shape, {
      fill: canvas.linear(view.at(0, 20), view.at(0, 130 * h), [hair, hair, darker(hair, 0.35)]),
      opacity: look.opacity,
      blur: look.blur,
    }) +
    (look.texture === 0
      ? ''
      : canvas.clip(shape, lightStrokes + canvas.glow(view.lightFrom * 34, 84, 26, 38, lighter(hair, 0.5), 0.28))) +
    (g < 8 ? canvas.glow(skinGap[0], skinGap[1], 15, 7, view.traits.skin, look.texture === 0 ? 0.2 : 0.42) : '')
  );
}

function drawMoustache(canvas: Canvas, view: View, hair: string, thick: number): string {
  const { mouthWidth, mouthHeight, noseLength, upperLip } = view.traits;
  const { smile } = mimicryOf(view.expression);
  const w = mouthWidth * (1 + smile * 0.16) + 5;
  const top = noseLength + 8;
  const bottom = mouthHeight - upperLip * 0.35 - smile * 2;
  const reach = mouthHeight + 2 - smile * 5;
  const upper = view.all([
    [-w, reach, 50],
    [-w * 0.62, bottom - 6.5 * thick, 58],
    [-w * 0.22, top, 64],
    [0, top + 2.5, 66],
    [w * 0.22, top, 64],
    [w * 0.62, bottom - 6.5 * thick, 58],
    [w, reach, 50],
  ]);
  const lower = view.all([
    [-w, reach + 1.5, 50],
    [-w * 0.6, bottom + 0.8, 58],
    [-w * 0.24, bottom - 0.6, 64],
    [0, bottom - 2.6, 66],
    [w * 0.24, bottom - 0.6, 64],
    [w * 0.6, bottom + 0.8, 58],
    [w, reach + 1.5, 50],
  ]);
  const hairs = [-0.8, -0.6, -0.45, -0.3, -0.15, 0.15, 0.3, 0.45, 0.6, 0.8].map((t) => {
    const [fx, fy] = view.at(t * w * 0.55, top + 2 + Math.abs(t) * 3, 64);
    const [tx, ty] = view.at(t * w, bottom - 0.5 + Math.abs(t) * 2, 58);
    return `M${n(fx)} ${n(fy)}L${n(tx)} ${n(ty)}`;
  });
  return (
    canvas.path(between(upper, lower), { fill: hair, opacity: 0.5, blur: 1.8 }) +
    canvas.path(between(upper, lower), { fill: mix(hair, darker(hair, 0.3), 0.4), opacity: 0.93 }) +
    canvas.path(hairs.join(''), { stroke: lighter(hair, 0.35), width: 0.9, opacity: 0.4 })
  );
}
