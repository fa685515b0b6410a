import type { Canvas } from './canvas.js';
import { darker, lighter, mix } from './colours.js';
import { smooth, smoothClosed } from './curves.js';
import type { View } from './view.js';

export function drawNose(canvas: Canvas, view: View): string {
  const { noseWidth: w, noseLength: y, skin, eyeHeight, age } = view.traits;
  const { lightFrom } = view;
  const shadow = mix(darker(skin, 0.5), '#6b2a22', 0.3);
  const light = lighter(skin, 0.6);
  const bridge = w * 0.42;
  const tip = view.at(0, y, 80);
  const dark = -lightFrom;

  const shaded = view.all([
    [dark * (bridge + 5), eyeHeight - 16, 52],
    [dark * bridge, eyeHeight + 6, 62],
    [dark * bridge * 1.1, y * 0.62, 70],
    [dark * w * 0.72, y - 8, 72],
    [dark * w * 1.08, y, 64],
    [dark * w * 1.25, y * 0.7, 56],
    [dark * (bridge + 9), y * 0.3, 54],
  ]);
  const lit = view.all([
    [-dark * (bridge + 4), eyeHeight - 14, 52],
    [-dark * bridge, y * 0.3, 62],
    [-dark * bridge * 1.1, y * 0.65, 70],
    [-dark * w * 0.9, y - 6, 66],
    [-dark * w * 1.05, y * 0.72, 58],
    [-dark * (bridge + 7), y * 0.3, 54],
  ]);
  const ridge = view.all([
    [lightFrom * 1.5, eyeHeight - 4, 64],
    [lightFrom * 1.5, y * 0.4, 72],
    [lightFrom * 1, y * 0.78, 79],
  ]);
  const wing = (side: -1 | 1) =>
    smooth(
      view.all([
        [side * w * 0.86, y - 10, 66],
        [side * w * 1.06, y - 3, 62],
        [side * w * 0.98, y + 4, 62],
        [side * w * 0.66, y + 4.6, 66],
      ]),
    );
  const nostril = (side: -1 | 1) => {
    const [x, top] = view.at(side * w * 0.52, y + 3.4, 68);
    return canvas.ellipse(x, top, w * 0.23, 2.5, { fill: darker(shadow, 0.55), opacity: 0.72 });
  };
  const base = view.all([
    [-w * 0.4, y + 4.4, 70],
    [-w * 0.2, y + 6.6, 74],
    [0, y + 7.8, 76],
    [w * 0.2, y + 6.6, 74],
    [w * 0.4, y + 4.4, 70],
  ]);
  const under = view.at(dark * 2, y + 10, 62);
  return (
    canvas.glow(under[0], under[1], w * 1.15, 8, shadow, 0.5) +
    canvas.path(smoothClosed(shaded), { fill: shadow, opacity: 0.27, blur: 4.5 }) +
    canvas.path(smoothClosed(lit), { fill: shadow, opacity: 0.09, blur: 4 }) +
    canvas.path(smooth(ridge), { stroke: light, width: 5.5, opacity: 0.42, blur: 2.6 }) +
    canvas.glow(tip[0], tip[1] - 3, w * 0.85, w * 0.7, mix(skin, '#d4574a', 0.35), 0.28) +
    canvas.path(wing(-1), { stroke: shadow, width: 1.7, opacity: 0.5, blur: 0.6 }) +
    canvas.path(wing(1), { stroke: shadow, width: 1.7, opacity: 0.5, blur: 0.6 }) +
    nostril(-1) +
    nostril(1) +
    canvas.path(smooth(base), { stroke: shadow, width: 1.4, opacity: 0.5 + age * 0.1, blur: 0.4 }) +
    canvas.glow(tip[0] + lightFrom * w * 0.2, tip[1] - 5.5, w * 0.34, w * 0.27, light, 0.75)
  );
}
