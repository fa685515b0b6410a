import { darker } from '../colours.js';
import type { Canvas } from '../svg.js';
import type { View } from '../view.js';
import { type Hair, hairShadow, lock, mass, mirror, type Place } from './locks.js';

/** Cut at the chin, parted at one side. */
export function bob(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const back = view.all([
    [0, -136 * h, -10],
    [60 * w, -118 * h, -10],
    [92 * w, -60 * h, -20],
    [98 * w, 20, -24],
    [96 * w, 88, -20],
    [78 * w, 116, -10],
    [0, 108, -30],
    [-78 * w, 116, -10],
    [-96 * w, 88, -20],
    [-98 * w, 20, -24],
    [-92 * w, -60 * h, -20],
    [-60 * w, -118 * h, -10],
  ]);
  const part = 24 * w;
  const left: Place[] = [
    [part, -84 * h, 50],
    [-20 * w, -74 * h, 54],
    [-54 * w, -50 * h, 40],
    [-67 * w, -6, 22],
    [-68 * w, 44, 18],
    [-60 * w, 98, 24],
  ];
  const leftOuter: Place[] = [
    [part + 2, -136 * h, 6],
    [-40 * w, -134 * h, 2],
    [-84 * w, -92 * h, 0],
    [-97 * w, -20, -4],
    [-99 * w, 44, -6],
    [-84 * w, 112, 4],
  ];
  const right: Place[] = [
    [part, -84 * h, 50],
    [48 * w, -66 * h, 42],
    [63 * w, -38 * h, 30],
    [69 * w, 0, 20],
    [69 * w, 48, 18],
    [62 * w, 98, 24],
  ];
  const rightOuter: Place[] = [
    [part + 2, -136 * h, 6],
    [66 * w, -122 * h, 2],
    [90 * w, -80 * h, 0],
    [98 * w, -14, -4],
    [99 * w, 48, -6],
    [84 * w, 112, 4],
  ];
  return {
    behind: mass(canvas, back, darker(hair, 0.3)),
    front:
      hairShadow(canvas, view, left) +
      hairShadow(canvas, view, right) +
      lock(canvas, view, rightOuter, right, { colour: hair, strands: 13, shine: 0.4, shineStrength: 0.35 }) +
      lock(canvas, view, leftOuter, left, { colour: hair, strands: 16, shine: 0.4, shineStrength: 0.45 }),
  };
}

/** Over the shoulders in soft waves, parted near the middle. */
export function long(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const back = view.all([
    [0, -134 * h, -10],
    [62 * w, -114 * h, -10],
    [94 * w, -50 * h, -20],
    [104 * w, 40, -24],
    [112 * w, 130, -20],
    [104 * w, 214, -10],
    [60, 232, -10],
    [0, 224, -10],
    [-60, 232, -10],
    [-104 * w, 214, -10],
    [-112 * w, 130, -20],
    [-104 * w, 40, -24],
    [-94 * w, -50 * h, -20],
    [-62 * w, -114 * h, -10],
  ]);
  const part = -10 * w;
  const inner = (side: -1 | 1): Place[] => [
    [part, -86 * h, 52],
    [part + side * 40 * w, -70 * h, 46],
    [side * 64 * w, -34 * h, 28],
    [side * 68 * w, 14, 20],
    [side * 63 * w, 70, 22],
    [side * 66 * w, 120, 24],
    [side * 52 * w, 172, 26],
    [side * 62 * w, 226, 24],
  ];
  const outer = (side: -1 | 1): Place[] => [
    [part, -136 * h, 4],
    [side * 52 * w, -126 * h, 2],
    [side * 90 * w, -76 * h, 0],
    [side * 98 * w, 0, -4],
    [side * 106 * w, 66, -6],
    [side * 104 * w, 122, 0],
    [side * 114 * w, 170, 4],
    [side * 96 * w, 228, 8],
  ];
  const look = { colour: hair, strands: 14, shine: 0.42, shineStrength: 0.42 };
  return {
    behind: mass(canvas, back, darker(hair, 0.34)),
    front:
      hairShadow(canvas, view, inner(-1).slice(0, 5)) +
      hairShadow(canvas, view, inner(1).slice(0, 5)) +
      lock(canvas, view, outer(-1), inner(-1), look) +
      lock(canvas, view, outer(1), inner(1), look),
  };
}

/** Long and straight with a full fringe. */
export function bangs(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const back = view.all([
    [0, -136 * h, -10],
    [60 * w, -116 * h, -10],
    [92 * w, -50 * h, -20],
    [97 * w, 60, -24],
    [97 * w, 170, -10],
    [40, 182, -10],
    [-40, 182, -10],
    [-97 * w, 170, -10],
    [-97 * w, 60, -24],
    [-92 * w, -50 * h, -20],
    [-60 * w, -116 * h, -10],
  ]);
  const inner: Place[] = [
    [40 * w, -96 * h, 40],
    [62 * w, -50 * h, 34],
    [69 * w, 0, 20],
    [68 * w, 60, 18],
    [66 * w, 120, 22],
    [64 * w, 176, 22],
  ];
  const outer: Place[] = [
    [30 * w, -132 * h, 4],
    [78 * w, -104 * h, 0],
    [93 * w, -30, -4],
    [97 * w, 50, -6],
    [97 * w, 120, 0],
    [94 * w, 178, 4],
  ];
  const brow = view.traits.browHeight - view.traits.eyeHeight;
  const fringe: Place[] = [
    [-66 * w, -brow + 6, 26],
    [-44 * w, -brow - 5, 46],
    [-20 * w, -brow - 8, 58],
    [0, -brow - 7, 62],
    [20 * w, -brow - 8, 58],
    [44 * w, -brow - 5, 46],
    [66 * w, -brow + 6, 26],
  ];
  const top: Place[] = [
    [-88 * w, -52 * h, 0],
    [-72 * w, -106 * h, 4],
    [-36 * w, -132 * h, 8],
    [0, -138 * h, 10],
    [36 * w, -132 * h, 8],
    [72 * w, -106 * h, 4],
    [88 * w, -52 * h, 0],
  ];
  const falling = Array.from({ length: 19 }, (_, index) => {
    const t = (index - 9) / 9;
    const [fx, fy] = view.at(t * 40 * w, (-132 + t * t * 12) * h, 14);
    const [mx, my] = view.at(t * 62 * w, (-92 + t * t * 16) * h, 40);
    const [tx, ty] = view.at(t * 60 * w, -brow - 6 + t * t * 8, 50);
    return `M${fx.toFixed(1)} ${fy.toFixed(1)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${tx.toFixed(1)} ${ty.toFixed(1)}`;
  });
  const look = { colour: hair, strands: 12, shine: 0.45, shineStrength: 0.38 };
  return {
    behind: mass(canvas, back, darker(hair, 0.32)),
    front:
      hairShadow(canvas, view, inner) +
      hairShadow(canvas, view, mirror(inner)) +
      hairShadow(canvas, view, fringe) +
      lock(canvas, view, mirror(outer), mirror(inner), look) +
      lock(canvas, view, outer, inner, look) +
      lock(canvas, view, top, fringe, { colour: hair, strands: 1, shine: 0.5, shineStrength: 0.4 }) +
      canvas.path(falling.join(''), { stroke: darker(hair, 0.45), width: 1.4, opacity: 0.36 }),
  };
}
