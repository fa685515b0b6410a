import type { Canvas } from './canvas.js';
import { darker, lighter, mix } from './colours.js';
import { between, blend, n, type Point, smooth } from './curves.js';
import { mimicryOf, type View } from './view.js';

/** How far the crease of the upper lid is above its edge, from the inner to the outer corner. */
const CREASE = [1.5, 4.2, 5, 4.8, 3.4];

/** Both eyes with their lids, lashes and brows. */
export function drawEyes(canvas: Canvas, view: View): string {
  return drawEye(canvas, view, -1) + drawEye(canvas, view, 1);
}

/** The brows. Drawn separately, because they cover the upper rim of glasses and a fringe covers them. */
export function drawBrows(canvas: Canvas, view: View): string {
  return drawBrow(canvas, view, -1) + drawBrow(canvas, view, 1);
}

function drawEye(canvas: Canvas, view: View, side: -1 | 1): string {
  const { traits, lightFrom } = view;
  const mimicry = mimicryOf(view.expression);
  const { eyeGap, eyeHeight: y, eyeWidth: w, eyeTilt, skin, age, lashes } = traits;
  const open = traits.eyeOpen * mimicry.eyes;
  const x = side * eyeGap;
  const squint = mimicry.smile * 0.22;
  const place = (dx: number, dy: number): Point => view.at(x + side * dx, y + dy);

  const inner = [-w, 1.6] as const;
  const outer = [w, -eyeTilt] as const;
  const upperShape: readonly (readonly [number, number])[] = [
    inner,
    [-w * 0.62, -open * 0.62],
    [-w * 0.1, -open * 1.02 - eyeTilt * 0.2],
    [w * 0.45, -open * 0.86 - eyeTilt * 0.55],
    outer,
  ];
  const lowerShape: readonly (readonly [number, number])[] = [
    inner,
    [-w * 0.5, open * (0.5 - squint) + 0.6],
    [w * 0.05, open * (0.66 - squint)],
    [w * 0.58, open * (0.5 - squint) - eyeTilt * 0.4],
    outer,
  ];
  const upper = upperShape.map(([dx, dy]) => place(dx, dy));
  const lower = lowerShape.map(([dx, dy]) => place(dx, dy));
  const opening = between(upper, lower);

  const shadow = mix(darker(skin, 0.5), '#5a2320', 0.25);
  const [cx, cy] = place(0, 0);
  const [gx, gy] = mimicry.gaze;
  const iris: Point = [cx + gx, cy - open * 0.12 + gy];
  const r = Math.min(w * 0.53, open * 1.06);

  const socket =
    canvas.glow(cx - side * w * 0.85, cy - open * 0.9, w * 0.95, open * 2.1, shadow, 0.4) +
    canvas.glow(cx + side * w * 0.25, cy - open * 1.05, w * 1.25, open * 1.35, shadow, 0.3) +
    canvas.glow(cx, cy + open * 1.5, w * 1.15, open * 1.15, shadow, 0.13 + age * 0.2);

  const ball =
    canvas.path(opening, { fill: '#f6f1ea' }) +
    canvas.clip(
      opening,
      canvas.glow(cx - side * w, cy, w * 0.6, open, '#c98f86', 0.5) +
        canvas.ellipse(iris[0], iris[1], r, r, {
          fill: canvas.radial(iris, r, [darker(traits.eyes, 0.2), traits.eyes, traits.eyes, darker(traits.eyes, 0.65)]),
        }) +
        canvas.glow(iris[0], iris[1] + r * 0.5, r * 0.75, r * 0.5, lighter(traits.eyes, 0.55), 0.65) +
        canvas.ellipse(iris[0], iris[1], r * 0.46, r * 0.46, { fill: '#120c0c' }) +
        // The upper lid and its lashes shade the top of the eye.
        canvas.path(between(upper, blend(upper, lower, 0.42)), { fill: '#2a1a1a', opacity: 0.38, blur: 1.6 }) +
        canvas.ellipse(iris[0] + lightFrom * r * 0.34, iris[1] - r * 0.36, r * 0.25, r * 0.27, { fill: '#ffffff' }) +
        canvas.ellipse(iris[0] - lightFrom * r * 0.36, iris[1] + r * 0.38, r * 0.12, r * 0.12, {
          fill: '#ffffff',
          opacity: 0.6,
        }),
    );

  const lidWidth = 1.5 + lashes * 1.3;
  const lashLine = upperShape.map(([dx, dy], index) => {
    const thick = [0.1, 0.75, 1.15, 1.3, 0.5][index] ?? 0;
    return place(dx + (index === 4 ? lashes * 3.2 : 0), dy - thick * lidWidth - (index === 4 ? lashes * 2.4 : 0));
  });
  const lashColour = mix('#1c1110', darker(skin, 0.75), 0.25);
  const crease = upperShape.map(([dx, dy], index) =>
    place(dx * 1.04 + (index === 0 ? 1 : 0), dy - (CREASE[index] ?? 0) * (0.85 + age * 0.25)),
  );
  const lids =
    canvas.path(between(crease, upper), { fill: mix(skin, shadow, 0.3), opacity: 0.55 }) +
    canvas.path(smooth(crease), { stroke: shadow, width: 1.3, opacity: 0.55 }) +
    canvas.path(between(lashLine, upper), { fill: lashColour, stroke: lashColour, width: 0.9 }) +
    canvas.path(smooth(lower.slice(1)), { stroke: mix(shadow, lashColour, 0.35), width: 1.05, opacity: 0.6 }) +
    canvas.path(smooth(lower.map(([px, py]) => [px, py - 0.9] as const).slice(1, 4)), {
      stroke: lighter(skin, 0.35),
      width: 0.8,
      opacity: 0.5,
    });

  const flicks = [0.45, 0.68, 0.9].map((t) => {
    const rise = -open * (0.86 - (t - 0.45) * 1.7) - eyeTilt * (0.55 + (t - 0.45) * 0.8);
    const from = place(w * t, rise);
    const to = place(w * t + 2.6, rise - 3.2);
    return `M${n(from[0])} ${n(from[1])}L${n(to[0])} ${n(to[1])}`;
  });
  const lashFlicks =
    lashes > 0.3 ? canvas.path(flicks.join(''), { stroke: lashColour, width: 1, opacity: lashes * 0.7 }) : '';

  const bag = [-0.7, -0.1, 0.55].map((t) => place(w * t, open * 1.35 + (1 - Math.abs(t)) * 2.4));
  const crow = [0, 1, 2].map((line) => {
    const from = place(w + 5, -3 + line * 5);
    const to = place(w + 13, -7 + line * 8);
    return `M${n(from[0])} ${n(from[1])}L${n(to[0])} ${n(to[1])}`;
  });
  const years =
    canvas.path(smooth(bag), { stroke: shadow, width: 1.2, opacity: 0.1 + age * 0.3 + mimicry.smile * 0.12 }) +
    (age > 0.35
      ? canvas.path(crow.join(''), { stroke: shadow, width: 0.9, opacity: (age - 0.3) * 0.45 * (0.5 + mimicry.smile) })
      : '');

  return socket + ball + lids + lashFlicks + years;
}

function drawBrow(canvas: Canvas, view: View, side: -1 | 1): string {
  const { eyeGap, eyeWidth, eyeHeight, browHeight, browThickness: t, browTilt, browArch, brows } = view.traits;
  const lift = mimicryOf(view.expression).brows;
  const y = eyeHeight - browHeight - lift;
  const place = (dx: number, dy: number): Point => view.at(side * (eyeGap + dx), y + dy);
  const w = eyeWidth * 1.22;
  const upper = [
    place(-w * 1.0, browTilt + t * 0.12),
    place(-w * 0.84, browTilt * 0.9 - t * 0.42),
    place(-w * 0.45, browTilt * 0.5 - browArch * 0.25 - t * 0.58),
    place(w * 0.15, -browArch - t * 0.5),
    place(w * 0.65, -browArch * 0.75 - t * 0.3),
    place(w * 1.12, browArch * 0.55 + 1.5),
  ];
  const lower = [
    place(-w * 1.0, browTilt + t * 0.2),
    place(-w * 0.84, browTilt * 0.9 + t * 0.42),
    place(-w * 0.45, browTilt * 0.5 - browArch * 0.25 + t * 0.42),
    place(w * 0.15, -browArch + t * 0.42),
    place(w * 0.65, -browArch * 0.75 + t * 0.34),
    place(w * 1.12, browArch * 0.55 + 1.9),
  ];
  const shape = between(upper, lower);
  const hairs = Array.from({ length: 12 }, (_, index) => {
    const along = index / 11;
    const height = (1 - along) * browTilt - Math.sin(along * Math.PI) * browArch;
    const from = place(w * (along * 1.95 - 0.95), height + t * 0.5);
    const to = place(w * (along * 1.95 - 0.95) + 3 + along * 3, height - t * 0.5 + along * 2);
    return `M${n(from[0])} ${n(from[1])}L${n(to[0])} ${n(to[1])}`;
  });
  return (
    canvas.path(shape, { fill: brows, opacity: 0.3, blur: 1.4 }) +
    canvas.path(shape, { fill: brows, opacity: 0.8, blur: 0.5 }) +
    canvas.clip(shape, canvas.path(hairs.join(''), { stroke: darker(brows, 0.45), width: 1.1, opacity: 0.5 }))
  );
}
