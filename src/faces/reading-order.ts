import type { Box, Face } from './model.js';

/**
 * How the faces of a reply are numbered. Replies of version 0.2 and earlier say nothing about it and are numbered from left to
 * right; their numbers must not change under people.
 */
export type FaceOrder = 'by rows' | 'left to right';

/** A face with its number on the picture, from 1. */
export interface NumberedFace {
  readonly number: number;
  readonly face: Face;
}

/** Numbers the faces of a photo. If one is exactly above another, the upper one comes first. */
export function numberFaces(faces: readonly Face[], order: FaceOrder): NumberedFace[] {
  const rows = order === 'by rows' ? splitIntoRows(faces) : [faces];
  return rows.flatMap((row) => row.toSorted(fromLeftToRight)).map((face, index) => ({ number: index + 1, face }));
}

function fromLeftToRight(a: Face, b: Face): number {
  return middleX(a.box) - middleX(b.box) || a.box.top - b.box.top || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** In face heights. Heads in one row stand up to this far above and below a straight line or an arc, as a standard deviation. */
const MAX_ROW_DEVIATION = 0.4;
/** In squared face heights. Two rows are told apart if they are more than one face apart: (1/2)². */
const MIN_GAIN_PER_FACE = 0.25;
/** In face heights, between the lowest face of one row and the highest of the next. */
const MIN_GAP = 0.25;
/** With fewer faces, an arc would fit almost any of them. */
const MIN_FACES_FOR_ARC = 6;

/**
 * Splits faces into rows, top to bottom. People who stand on a line, even a sloping one, or in an arc are one row. Otherwise the
 * faces are split where that explains most of their vertical spread, and the parts again (a binary segmentation, as in
 * A. J. Scott and M. Knott, "A cluster analysis method for grouping means in the analysis of variance", Biometrics 30, 1974).
 */
export function splitIntoRows(faces: readonly Face[]): Face[][] {
  if (faces.length < 2) return faces.length === 0 ? [] : [[...faces]];
  const height = median(faces.map(({ box }) => box.bottom - box.top)) || 1;
  const points = faces
    .map((face) => ({ face, x: middleX(face.box), y: (face.box.top + face.box.bottom) / 2 / height }))
    .sort((a, b) => a.y - b.y || fromLeftToRight(a.face, b.face));
  return (isOneRow(points) ? [points] : split(points)).map((row) => row.map(({ face }) => face));
}

interface Point {
  readonly face: Face;
  /** In picture widths. */
  readonly x: number;
  /** In face heights. */
  readonly y: number;
}

function isOneRow(points: readonly Point[]): boolean {
  const [one, other] = points;
  if (points.length === 2 && one !== undefined && other !== undefined) return !isBelow(one.face.box, other.face.box);
  const degree = points.length < MIN_FACES_FOR_ARC ? 1 : 2;
  return deviationFromCurve(points, degree) <= MAX_ROW_DEVIATION;
}

/** Whether two faces are one above the other rather than side by side. */
function isBelow(upper: Box, lower: Box): boolean {
  const shared = Math.min(upper.right, lower.right) - Math.max(upper.left, lower.left);
  return shared > Math.min(upper.right - upper.left, lower.right - lower.left) / 2;
}

/** @param points by y. */
function split(points: readonly Point[]): (readonly Point[])[] {
  const total = spread(points);
  let best = { at: 0, gain: 0 };
  for (let at = 1; at < points.length; at += 1) {
    const gap = (points[at]?.y ?? 0) - (points[at - 1]?.y ?? 0);
    const gain = total - spread(points.slice(0, at)) - spread(points.slice(at));
    if (gap >= MIN_GAP && gain > best.gain) best = { at, gain };
  }
  if (best.gain <= MIN_GAIN_PER_FACE * points.length) return [points];
  return [...split(points.slice(0, best.at)), ...split(points.slice(best.at))];
}

/** The sum of squared distances from the mean height. */
function spread(points: readonly Point[]): number {
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  return points.reduce((sum, { y }) => sum + (y - mean) ** 2, 0);
}

/** The standard deviation of the heights from the line (degree 1) or parabola (degree 2) that fits them best. */
function deviationFromCurve(points: readonly Point[], degree: 1 | 2): number {
  const mean = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  // Orthogonal functions of x, so that each coefficient is found by itself (Gram-Schmidt).
  const functions: number[][] = [];
  for (let power = 0; power <= degree; power += 1) {
    let values = points.map(({ x }) => (x - mean) ** power);
    for (const earlier of functions) {
      const share = product(values, earlier);
      values = values.map((value, index) => value - share * (earlier[index] ?? 0));
    }
    const length = Math.sqrt(product(values, values));
    // All faces have the same x.
    if (length > 1e-9) functions.push(values.map((value) => value / length));
  }
  let rest = points.map(({ y }) => y);
  for (const each of functions) {
    const share = product(rest, each);
    rest = rest.map((value, index) => value - share * (each[index] ?? 0));
  }
  return Math.sqrt(product(rest, rest) / points.length);
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function middleX({ left, right }: Box): number {
  return (left + right) / 2;
}
