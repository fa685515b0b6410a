import type { Canvas } from '../canvas.js';
import { darker } from '../colours.js';
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
    [70 * w, 108, -10],
    [0, 96, -30],
    [-70 * w, 108, -10],
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
    [-67 * w, 44, 18],
    [-62 * w, 84, 24],
    [-48 * w, 108, 32],
  ];
  const leftOuter: Place[] = [
    [part + 2, -136 * h, 6],
    [-40 * w, -134 * h, 2],
    [-84 * w, -92 * h, 0],
    [-97 * w, -20, -4],
    [-100 * w, 40, -6],
    [-92 * w, 92, 0],
    [-54 * w, 114, 30],
  ];
  const right: Place[] = [
    [part, -84 * h, 50],
    [48 * w, -66 * h, 42],
    [63 * w, -38 * h, 30],
    [69 * w, 0, 20],
    [68 * w, 46, 18],
    [63 * w, 84, 24],
    [50 * w, 106, 32],
  ];
  const rightOuter: Place[] = [
    [part + 2, -136 * h, 6],
    [66 * w, -122 * h, 2],
    [90 * w, -80 * h, 0],
    [98 * w, -14, -4],
    [100 * w, 42, -6],
    [92 * w, 92, 0],
    [56 * w, 112, 30],
  ];
  return {
    behind: mass(canvas, back, darker(hair, 0.3)),
    front:
      hairShadow(canvas, view, left) +
      hairShadow(canvas, view, right) +
      lock(canvas, view, rightOuter, right, { colour: hair, strands: 26, shine: 0.4, shineStrength: 0.35 }) +
      lock(canvas, view, leftOuter, left, { colour: hair, strands: 32, shine: 0.4, shineStrength: 0.45 }),
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
  const look = { colour: hair, strands: 28, shine: 0.42, shineStrength: 0.42 };
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
    [50 * w, -104 * h, 30],
    [66 * w, -58 * h, 28],
    [69 * w, 0, 20],
    [68 * w, 60, 18],
    [66 * w, 120, 22],
    [62 * w, 176, 22],
  ];
  const outer: Place[] = [
    [30 * w, -132 * h, 4],
    [80 * w, -102 * h, 0],
    [93 * w, -30, -4],
    [97 * w, 50, -6],
    [98 * w, 120, 0],
    [92 * w, 178, 4],
  ];
  const bottom = view.traits.eyeHeight - view.traits.browHeight - 12;
  // The strands hang down, so the edges are on the left and right.
  const fringe: Place[] = [
    [8 * w, -134.5 * h, 8],
    [36 * w, -126 * h, 14],
    [62 * w, -92 * h, 26],
    [69 * w, bottom + 6, 28],
  ];
  const look = { colour: hair, strands: 24, shine: 0.45, shineStrength: 0.38 };
  const fringeEdge: Place[] = [
    [-66 * w, bottom + 4, 28],
    [0, bottom + 4, 60],
    [66 * w, bottom + 4, 28],
  ];
  return {
    behind: mass(canvas, back, darker(hair, 0.32)),
    front:
      hairShadow(canvas, view, inner) +
      hairShadow(canvas, view, mirror(inner)) +
      hairShadow(canvas, view, fringeEdge) +
      lock(canvas, view, mirror(fringe), fringe, { colour: hair, strands: 48, shine: 0.35, shineStrength: 0.3 }) +
      lock(canvas, view, mirror(outer), mirror(inner), look) +
      lock(canvas, view, outer, inner, look),
  };
}
