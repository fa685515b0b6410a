import type { Canvas } from '../canvas.js';
import { darker, lighter } from '../colours.js';
import { smooth } from '../curves.js';
import type { View } from '../view.js';
import { type Hair, hairShadow, lock, mirror, type Place } from './locks.js';

/** Short at the sides: from the top of the ear up to the temple. */
export function shortSides(canvas: Canvas, view: View, out: number, colour: string, length = 6): string {
  const { faceWidth: w, faceHeight: h } = view.traits;
  const outer: Place[] = [
    [73.5 * w, length + 12, 4],
    [(77 + out * 0.5) * w, length - 6, -4],
    [(80 + out) * w, -26, -6],
    [(79 + out) * w, -60 * h, -4],
    [(62 + out) * w, -100 * h, 0],
  ];
  const inner: Place[] = [
    [72 * w, length + 12, 8],
    [70 * w, length - 6, 12],
    [67.5 * w, -22, 16],
    [62 * w, -48 * h, 26],
    [48 * w, -80 * h, 34],
  ];
  const look = { colour: darker(colour, 0.06), strands: 7, shineStrength: 0.12 };
  return lock(canvas, view, mirror(outer), mirror(inner), look) + lock(canvas, view, outer, inner, look);
}

/** Parted at one side and combed over to the other. */
export function sidePart(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const part = 34 * w;
  const hairline: Place[] = [
    [part, -78 * h, 48],
    [8 * w, -74 * h, 56],
    [-26 * w, -70 * h, 52],
    [-52 * w, -58 * h, 38],
    [-70 * w, -20 * h, 14],
  ];
  const crown: Place[] = [
    [part + 8, -120 * h, 12],
    [6 * w, -138 * h, 10],
    [-42 * w, -133 * h, 6],
    [-78 * w, -98 * h, 2],
    [-81 * w, -20 * h, -4],
  ];
  const smallHairline: Place[] = [
    [part, -78 * h, 48],
    [50 * w, -72 * h, 40],
    [61 * w, -58 * h, 30],
    [69 * w, -22 * h, 16],
  ];
  const smallCrown: Place[] = [
    [part + 8, -120 * h, 12],
    [62 * w, -112 * h, 6],
    [80 * w, -80 * h, 2],
    [81 * w, -22 * h, -4],
  ];
  return {
    behind: '',
    front:
      hairShadow(canvas, view, hairline) +
      shortSides(canvas, view, 2, hair) +
      lock(canvas, view, smallCrown, smallHairline, { colour: hair, strands: 18, shine: 0.45, shineStrength: 0.2 }) +
      lock(canvas, view, crown, hairline, { colour: hair, strands: 30, shine: 0.42, shineStrength: 0.42 }),
  };
}

/** Brushed up and back from the forehead. */
export function quiff(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const hairline: Place[] = [
    [-68 * w, -26 * h, 18],
    [-61 * w, -58 * h, 32],
    [-32 * w, -77 * h, 48],
    [0, -80 * h, 54],
    [32 * w, -77 * h, 48],
    [61 * w, -58 * h, 32],
    [68 * w, -26 * h, 18],
  ];
  const crown: Place[] = [
    [-81 * w, -24 * h, -4],
    [-83 * w, -92 * h, 2],
    [-52 * w, -136 * h, 20],
    [-6 * w, -150 * h, 34],
    [44 * w, -146 * h, 30],
    [82 * w, -104 * h, 4],
    [81 * w, -24 * h, -4],
  ];
  const waves = Array.from({ length: 19 }, (_, index) => -50 + index * 5.5).map((x) =>
    smooth(
      view.all([
        [x * w, (-79 + Math.abs(x) * 0.14) * h, 50],
        [(x * 1.1 - 5) * w, -104 * h, 50],
        [(x * 1.12 + 4) * w, -126 * h, 42],
        [(x * 1.1 + 16) * w, (-141 + Math.abs(x - 10) * 0.25) * h, 30],
      ]),
    ),
  );
  return {
    behind: '',
    front:
      hairShadow(canvas, view, hairline) +
      shortSides(canvas, view, 1, hair, 4) +
      lock(canvas, view, crown, hairline, { colour: hair, strands: 1, shine: 0.35, shineStrength: 0.45 }) +
      canvas.path(waves.join(''), { stroke: darker(hair, 0.45), width: 1.8, opacity: 0.28 }) +
      canvas.path(waves.filter((_, index) => index % 2 === 0).join(''), {
        stroke: lighter(hair, 0.35),
        width: 0.9,
        opacity: 0.35,
      }),
  };
}

/** Very short all over. */
export function cropped(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const hairline: Place[] = [
    [-70 * w, -18 * h, 14],
    [-60 * w, -58 * h, 32],
    [-50 * w, -70 * h, 38],
    [-20 * w, -75 * h, 50],
    [20 * w, -75 * h, 50],
    [50 * w, -70 * h, 38],
    [60 * w, -58 * h, 32],
    [70 * w, -18 * h, 14],
  ];
  const crown: Place[] = [
    [-79.5 * w, -18 * h, -4],
    [-80 * w, -70 * h, 0],
    [-60 * w, -108 * h, 2],
    [-22 * w, -124 * h, 4],
    [22 * w, -124 * h, 4],
    [60 * w, -108 * h, 2],
    [80 * w, -70 * h, 0],
    [79.5 * w, -18 * h, -4],
  ];
  return {
    behind: '',
    front:
      hairShadow(canvas, view, hairline) +
      shortSides(canvas, view, -1, hair, 0) +
      lock(canvas, view, crown, hairline, { colour: hair, strands: 24, shine: 0.35, shineStrength: 0.3 }),
  };
}

/** Gone on top, still there at the sides. */
export function receding(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const outer: Place[] = [
    [74 * w, 22, 2],
    [82 * w, 2, -8],
    [84 * w, -26, -8],
    [80 * w, -54 * h, -6],
    [72 * w, -74 * h, -2],
  ];
  const inner: Place[] = [
    [72 * w, 20, 6],
    [72 * w, 0, 8],
    [72 * w, -24, 8],
    [73 * w, -50 * h, 4],
    [71 * w, -72 * h, 0],
  ];
  const look = { colour: hair, strands: 12, shineStrength: 0.25 };
  return {
    behind: '',
    front:
      bald(canvas, view).front +
      lock(canvas, view, mirror(outer), mirror(inner), look) +
      lock(canvas, view, outer, inner, look),
  };
}

/** No hair: only the gleam of the head. */
export function bald(canvas: Canvas, view: View): Hair {
  const [x, y] = view.at(view.lightFrom * 24, -92 * view.traits.faceHeight, 40);
  return { behind: '', front: canvas.glow(x, y, 30, 13, lighter(view.traits.skin, 0.75), 0.55, view.lightFrom * 18) };
}
