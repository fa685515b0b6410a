import type { Canvas } from '../canvas.js';
import { darker, lighter } from '../colours.js';
import { between, smooth, smoothClosed } from '../curves.js';
import type { View } from '../view.js';
import { type Hair, hairShadow, mass, mirror, type Place } from './locks.js';

/** A scarf around head, neck and shoulders that leaves the face free. */
export function headscarf(canvas: Canvas, view: View): Hair {
  const { scarf, faceWidth: w, faceHeight: h } = view.traits;
  const back = view.all([
    [0, -132 * h, -6],
    [52 * w, -120 * h, -8],
    [88 * w, -66 * h, -12],
    [97 * w, 10, -14],
    [94 * w, 76, -10],
    [98 * w, 130, 0],
    [130 * w, 196, 4],
    [60, 232, 10],
    [0, 236, 10],
    [-60, 232, 10],
    [-130 * w, 196, 4],
    [-98 * w, 130, 0],
    [-94 * w, 76, -10],
    [-97 * w, 10, -14],
    [-88 * w, -66 * h, -12],
    [-52 * w, -120 * h, -8],
  ]);
  const edge: Place[] = [
    [0, -74 * h, 56],
    [34 * w, -66 * h, 50],
    [57 * w, -40 * h, 36],
    [66 * w, 4, 24],
    [63 * w, 52, 26],
    [46 * w, 96 * h, 36],
    [16 * w, 119 * h, 52],
    [0, 122 * h, 54],
  ];
  const crown: Place[] = [
    [0, -131 * h, 0],
    [50 * w, -119 * h, 0],
    [85 * w, -66 * h, -4],
    [93 * w, 8, -6],
    [90 * w, 68, -2],
    [78 * w, 122, 10],
    [30 * w, 152, 40],
    [0, 156, 44],
  ];
  const ring = between(
    view.all([...mirror(edge).reverse(), ...edge.slice(1)]),
    view.all([...mirror(crown).reverse(), ...crown.slice(1)]),
  );
  const edgeLine = smooth(view.all([...mirror(edge).reverse(), ...edge.slice(1)]));
  const fold = (right: number, left: number) => {
    const half = (t: number, side: -1 | 1) =>
      edge.map(([x, y, z = 0], index): Place => {
        const [ox, oy, oz = 0] = crown[index] ?? [x, y, z];
        // Both halves meet at the top, however far from the edge they are lower down.
        const amount = t + ((left + right) / 2 - t) * Math.max(0, 1 - index / 2);
        return [side * (x + (ox - x) * amount), y + (oy - y) * amount, z + (oz - z) * amount];
      });
    return smooth(view.all([...half(left, -1).reverse(), ...half(right, 1).slice(1)]));
  };
  const drape: Place[] = [
    [-84 * w, 96, 6],
    [-40 * w, 138, 40],
    [10, 150, 46],
    [70 * w, 128, 20],
    [104 * w, 150, 4],
    [112 * w, 200, 4],
    [30, 222, 30],
    [-70 * w, 214, 14],
    [-112 * w, 176, 4],
  ];
  const drapeFolds = [0.25, 0.5, 0.75].map((t) =>
    smooth(
      view.all([
        [-94 * w, 100 + t * 70, 6],
        [-40 * w, 140 + t * 62, 40],
        [20, 152 + t * 56, 44],
        [90 * w, 126 + t * 60, 14],
      ]),
    ),
  );
  const folds = [fold(0.2, 0.3), fold(0.52, 0.44), fold(0.72, 0.8)].join('');
  const [gx, gy] = view.at(view.lightFrom * 46 * w, -92 * h, 20);
  return {
    behind: mass(canvas, back, darker(scarf, 0.16)),
    front:
      hairShadow(canvas, view, [...mirror(edge).reverse(), ...edge.slice(1)]) +
      canvas.path(ring, { fill: scarf, stroke: scarf, width: 1 }) +
      canvas.clip(
        ring,
        canvas.glow(gx, gy, 52, 40, lighter(scarf, 0.5), 0.5) +
          canvas.glow(-view.lightFrom * 92, 20, 46, 130, darker(scarf, 0.7), 0.5) +
          canvas.path(folds, { stroke: darker(scarf, 0.5), width: 3, opacity: 0.4, blur: 1.2 }) +
          canvas.path(edgeLine, { stroke: darker(scarf, 0.45), width: 5, opacity: 0.5, blur: 1.6 }),
      ) +
      canvas.path(edgeLine, { stroke: lighter(scarf, 0.3), width: 1.6, opacity: 0.6 }) +
      canvas.path(smoothClosed(view.all(drape)), {
        fill: canvas.linear([0, 100], [0, 220], [lighter(scarf, 0.06), darker(scarf, 0.2)]),
      }) +
      canvas.path(drapeFolds.join(''), { stroke: darker(scarf, 0.5), width: 3.4, opacity: 0.35, blur: 1.4 }) +
      canvas.path(drapeFolds.slice(0, 2).join(''), { stroke: lighter(scarf, 0.4), width: 1.4, opacity: 0.3 }),
  };
}
