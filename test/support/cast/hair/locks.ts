import type { Canvas } from '../canvas.js';
import { type Colour, darker, lighter } from '../colours.js';
import { between, blend, type Point, smooth, smoothClosed } from '../curves.js';
import { createRandom, seedFrom } from '../random.js';
import type { View } from '../view.js';

/** A point on the head: x, y and depth, as in View.at. */
export type Place = readonly [number, number, number?];

/** Hair in two parts: behind the face and in front of it. */
export interface Hair {
  readonly behind: string;
  readonly front: string;
}

export interface LockLook {
  readonly colour: Colour;
  /** The number of single hairs drawn along the lock. Default 14. */
  readonly strands?: number;
  /** How far from the first edge (0) to the second (1) the highlight is. Default 0.4. */
  readonly shine?: number;
  readonly shineStrength?: number;
}

/** Hair between two edges that run in the same direction and have the same number of points. */
export function lock(
  canvas: Canvas,
  view: View,
  first: readonly Place[],
  second: readonly Place[],
  look: LockLook,
): string {
  return lockBetween(canvas, view.all(first), view.all(second), look);
}

function lockBetween(canvas: Canvas, first: readonly Point[], second: readonly Point[], look: LockLook): string {
  const { colour, strands = 14, shine = 0.4, shineStrength = 0.3 } = look;
  const shape = between(first, second);
  const random = createRandom(seedFrom(shape));
  let lines = '';
  for (let index = 1; index < strands; index += 1) {
    const amount = (index + random.between(-0.4, 0.4)) / strands;
    const isDark = random.between(0, 1) < 0.6;
    lines += canvas.path(smooth(blend(first, second, amount)), {
      stroke: isDark ? darker(colour, 0.42) : lighter(colour, 0.34),
      width: random.between(0.6, 2.2),
      opacity: random.between(0.1, 0.3),
    });
  }
  const gleam = canvas.path(smooth(blend(first, second, shine)), {
    stroke: lighter(colour, 0.42),
    width: 9,
    opacity: shineStrength,
    blur: 5,
  });
  return (
    canvas.path(shape, { fill: colour, stroke: colour, width: 1 }) +
    canvas.clip(
      shape,
      canvas.path(smooth(second), { stroke: darker(colour, 0.5), width: 12, opacity: 0.35, blur: 6 }) + gleam + lines,
    )
  );
}

/** A mass of hair without visible strands, darker towards its edge. */
export function mass(canvas: Canvas, points: readonly Point[], colour: Colour): string {
  const shape = smoothClosed(points);
  return (
    canvas.path(shape, { fill: colour }) +
    canvas.clip(shape, canvas.path(shape, { stroke: darker(colour, 0.6), width: 16, opacity: 0.45, blur: 8 }))
  );
}

export function mirror(places: readonly Place[]): Place[] {
  return places.map(([x, y, z]) => (z === undefined ? ([-x, y] as const) : ([-x, y, z] as const)));
}

/** The soft shadow that hair throws on the forehead. */
export function hairShadow(canvas: Canvas, view: View, hairline: readonly Place[]): string {
  const line = view.all(hairline).map(([x, y]) => [x, y + 4] as const);
  return canvas.path(smooth(line), { stroke: '#2b120c', width: 7, opacity: 0.32, blur: 3.5 });
}
