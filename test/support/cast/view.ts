import type { Point } from './curves.js';
import type { Expression, Pose, Traits } from './traits.js';

/** A head in its pose, which can say where a point on it is in the drawing. */
export interface View {
  readonly traits: Traits;
  readonly pose: Pose;
  readonly expression: Expression;
  /** −1: light comes from the left of the picture; 1: from the right. */
  readonly lightFrom: number;
  /**
   * Where a point on the head (x to the right, y down from the eyes, z towards the viewer) is in the drawing. Without z, it is on
   * the surface of the face. Turning the head moves nearer points further, which is what makes it look round.
   */
  at(x: number, y: number, z?: number): Point;
  /** {@link at} for many points. */
  all(points: readonly (readonly [number, number, number?])[]): Point[];
}

const DEPTH = 60;
const HALF_WIDTH = 94;
const HALF_HEIGHT = 150;
/** How far below the eyes the point is about which the head turns and nods. */
const PIVOT_Y = 20;

export function createView(
  traits: Traits,
  look: { readonly pose: Pose; readonly expression: Expression; readonly lightFrom: number },
): View {
  const turn = (look.pose.turn * Math.PI) / 180;
  const nod = (look.pose.nod * Math.PI) / 180;
  const at = (x: number, y: number, z = surface(x, y)): Point => {
    const turnedX = x * Math.cos(turn) + z * Math.sin(turn);
    const turnedZ = z * Math.cos(turn) - x * Math.sin(turn);
    return [turnedX, PIVOT_Y + (y - PIVOT_Y) * Math.cos(nod) + turnedZ * Math.sin(nod)];
  };
  return { traits, ...look, at, all: (points) => points.map(([x, y, z]) => at(x, y, z)) };
}

function surface(x: number, y: number): number {
  return DEPTH * Math.sqrt(Math.max(0, 1 - (x / HALF_WIDTH) ** 2 - ((y - PIVOT_Y) / HALF_HEIGHT) ** 2));
}

/** The outline of the face from the top of the skull clockwise. */
export function faceOutline(view: View): Point[] {
  const { faceWidth: w, faceHeight: h, jaw, chin, age } = view.traits;
  const jawX = (50 + jaw * 13) * w;
  const chinX = (13 + chin * 15) * w;
  const jowl = age * 2;
  const half: readonly (readonly [number, number, number])[] = [
    [40 * w, -104 * h, 0],
    [66 * w, -78 * h, 2],
    [75 * w, -38 * h, 4],
    [75.5 * w, 2 * h, 6],
    [72 * w, 38 * h, 12],
    [jawX + 3 + jowl, 72 * h, 22],
    [(jawX + chinX) / 2 + 2 + jaw * 3, 103 * h, 40],
    [chinX, 119 * h, 52],
  ];
  const mirrored = [...half].reverse().map(([x, y, z]) => [-x, y, z] as const);
  return view.all([[0, -112 * h, 0], ...half, [0, 123.5 * h, 54], ...mirrored]);
}

/** How an expression moves the face. From 0 to 1 where nothing else is said. */
export interface Mimicry {
  readonly smile: number;
  readonly open: number;
  /** How far the brows go up, in head units. */
  readonly brows: number;
  /** Factor on how far the eyes are open. */
  readonly eyes: number;
  /** How far the eyes look aside and up, in head units. */
  readonly gaze: Point;
}

const MIMICRY: Record<Expression, Mimicry> = {
  calm: { smile: 0.3, open: 0, brows: 0, eyes: 1, gaze: [0, 0] },
  smile: { smile: 0.75, open: 0.28, brows: 1, eyes: 0.93, gaze: [0, 0] },
  laugh: { smile: 1, open: 0.75, brows: 2, eyes: 0.82, gaze: [0, 0] },
  thoughtful: { smile: 0.05, open: 0, brows: 1.5, eyes: 1, gaze: [3, -1.5] },
  surprised: { smile: 0.3, open: 0.3, brows: 4.5, eyes: 1.12, gaze: [0, 0] },
};

export function mimicryOf(expression: Expression): Mimicry {
  return MIMICRY[expression];
}
