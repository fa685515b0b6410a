import type { Canvas } from '../canvas.js';
import { darker, lighter } from '../colours.js';
import { smooth } from '../curves.js';
import type { View } from '../view.js';
import { type Hair, hairShadow, lock, mass, type Place } from './locks.js';

/** Combed back tightly into a knot on top. */
export function bun(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const hairline: Place[] = [
    [-69 * w, -4, 16],
    [-66 * w, -40 * h, 26],
    [-48 * w, -70 * h, 40],
    [0, -82 * h, 54],
    [48 * w, -70 * h, 40],
    [66 * w, -40 * h, 26],
    [69 * w, -4, 16],
  ];
  const crown: Place[] = [
    [-79 * w, -6, -2],
    [-83 * w, -48 * h, 0],
    [-60 * w, -106 * h, 2],
    [0, -126 * h, 4],
    [60 * w, -106 * h, 2],
    [83 * w, -48 * h, 0],
    [79 * w, -6, -2],
  ];
  const [bx, by] = view.at(8, -148 * h, -20);
  const ring = (r: number) =>
    Array.from({ length: 10 }, (_, index) => {
      const angle = (index / 10) * Math.PI * 2;
      const wobble = 1 + 0.05 * Math.sin(index * 2.3);
      return [bx + Math.cos(angle) * r * 1.12 * wobble, by + Math.sin(angle) * r * wobble] as const;
    });
  const twists = [0.2, 0.45, 0.7].map((t) =>
    smooth([
      [bx - 36 + t * 14, by + 14 - t * 30],
      [bx - 6 + t * 8, by - 14 + t * 18],
      [bx + 26 - t * 6, by - 20 + t * 40],
    ]),
  );
  const combed = Array.from({ length: 25 }, (_, index) => (index - 12) * 4.9).map((x) =>
    smooth(
      view.all([
        [x * w, (-82 + (x / 56) ** 2 * 20) * h, 48],
        [x * 0.86 * w, -102 * h, 34],
        [(x * 0.5 + 4) * w, -122 * h, 8],
      ]),
    ),
  );
  const wisp = (side: -1 | 1) =>
    smooth(
      view.all([
        [side * 68 * w, -26, 24],
        [side * 72 * w, 2, 20],
        [side * 67 * w, 26, 20],
        [side * 71 * w, 44, 18],
      ]),
    );
  return {
    behind: mass(canvas, ring(33), hair),
    front:
      canvas.path(twists.join(''), { stroke: darker(hair, 0.5), width: 2.2, opacity: 0.5 }) +
      canvas.glow(bx + view.lightFrom * 12, by - 12, 18, 11, lighter(hair, 0.5), 0.45) +
      hairShadow(canvas, view, hairline) +
      lock(canvas, view, crown, hairline, { colour: hair, strands: 1, shine: 0.45, shineStrength: 0.4 }) +
      canvas.path(combed.join(''), { stroke: darker(hair, 0.4), width: 1.3, opacity: 0.2 }) +
      canvas.path(wisp(-1) + wisp(1), { stroke: hair, width: 2.2, opacity: 0.85 }),
  };
}
