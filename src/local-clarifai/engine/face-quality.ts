import type { Occlusion } from './face-occlusion.js';
import type { Visibility } from './face-visibility.js';
import { meanPoint, type Point } from './geometry/point.js';
import { LUMA } from './luma.js';

/**
 * Why a face must not be learned from: it is too small, too blurred, turned too far to the side, cut off by the picture's edge,
 * covered, or overexposed. The first of these that applies. A face that is too small is not recognised either.
 */
export const QUALITY_ISSUES = ['too small', 'too blurred', 'too turned', 'cut off', 'covered', 'too bright'] as const;
export type QualityIssue = (typeof QUALITY_ISSUES)[number];

export interface FaceLooks {
  /** Short side of its box in the original picture, in pixels. */
  readonly size: number;
  /** See {@link sharpnessOf}. */
  readonly sharpness: number;
  /** See {@link turnOf}. */
  readonly turn: number;
  readonly visibility: Visibility;
  readonly occlusion: Occlusion;
}

/**
 * In pixels. The figures behind this limit and the next two are in docs/face-engine.md, “Faces to learn from”.
 */
const MIN_SIZE = 28;
/**
 * Of 2,645 photos of set C none is less sharp than 0.0051, and people tagged on those of 0.005 to 0.008 alone are recognised, with no
 * more strangers named. Blurred by 3 pixels of the crop (2 % of its side), photos of set A have 0.0047 (median; at most 0.0106).
 */
const MIN_SHARPNESS = 0.005;
/** Measured on the same: at 0.83 (three quarters to the side) a face is still 0.32 from others of its person; profiles have more. */
const MAX_TURN = 0.85;

/**
 * Measured on 1,711 photos of sets A and C (docs/face-engine.md, “Covered faces”): none of them is beyond an edge at all. With a third
 * of the face cut off at a side, 0.22–0.26 of it is outside (median).
 */
const MAX_OUTSIDE = 0.06;
/** No face of set C is burnt out this far. Up to 0.2, overexposed faces resemble one another no more than others (the same section). */
const MAX_OVEREXPOSED = 0.12;
/** Set so that about 0.2 % of uncovered faces of set C are above each (the same section). */
const MAX_EYES_COVERED = 0;
const MAX_MOUTH_COVERED = 0;

/** @returns undefined for a face that is good enough to learn from. */
export function qualityIssueOf({ size, sharpness, turn, visibility, occlusion }: FaceLooks): QualityIssue | undefined {
  if (size < MIN_SIZE) return 'too small';
  if (sharpness < MIN_SHARPNESS) return 'too blurred';
  if (Math.abs(turn) > MAX_TURN) return 'too turned';
  if (visibility.outside > MAX_OUTSIDE || visibility.squeezed) return 'cut off';
  if (occlusion.eyes > MAX_EYES_COVERED || occlusion.mouth > MAX_MOUTH_COVERED) return 'covered';
  if (visibility.overexposed > MAX_OVEREXPOSED) return 'too bright';
  return undefined;
}

/** The part of the crop that shows only face, as start and end fractions of its side. */
const MIDDLE = [1 / 6, 5 / 6] as const;

/**
 * How sharp a face is: the variance of the Laplacian of its brightness (Pech-Pacheco et al., "Diatom autofocusing in brightfield
 * microscopy", 2000), divided by the variance of the brightness, so that a face in dim light does not count as blurred.
 * @param aligned the aligned face: the red plane, then green, then blue. Adding a constant or scaling it changes nothing.
 * @param side of the crop, in pixels.
 * @returns 0 for a plain or smooth area, about 0.2 for a good photo, more with noise.
 */
export function sharpnessOf(aligned: Float32Array, side: number): number {
  const plane = side * side;
  const [from, to] = [Math.ceil(MIDDLE[0] * side), Math.floor(MIDDLE[1] * side)];
  const width = to - from + 2;
  const middle = new Float64Array(width * width);
  for (let y = 0, i = 0; y < width; y++) {
    let at = (from - 1 + y) * side + from - 1;
    for (let x = 0; x < width; x++, i++, at++) {
      middle[i] =
        LUMA[0] * (aligned[at] as number) +
        LUMA[1] * (aligned[at + plane] as number) +
        LUMA[2] * (aligned[at + 2 * plane] as number);
    }
  }
  let [brightness, brightnessSquares, edges, edgeSquares] = [0, 0, 0, 0];
  for (let y = 1; y < width - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const here = middle[at] as number;
      const edge =
        (middle[at - 1] as number) +
        (middle[at + 1] as number) +
        (middle[at - width] as number) +
        (middle[at + width] as number) -
        4 * here;
      brightness += here;
      brightnessSquares += here * here;
      edges += edge;
      edgeSquares += edge * edge;
    }
  }
  const count = (width - 2) ** 2;
  const contrast = varianceOf(brightness, brightnessSquares, count);
  return contrast === 0 ? 0 : varianceOf(edges, edgeSquares, count) / contrast;
}

/** Never negative, despite rounding. @param sum of so many numbers, @param squares the sum of their squares. */
function varianceOf(sum: number, squares: number, count: number): number {
  return Math.max(0, squares / count - (sum / count) ** 2);
}

/**
 * How far a face is turned to the side: the position of the tip of the nose between the two edges of the face at the height of
 * the ears. A head tilted towards a shoulder is not turned.
 * @param points the 68 points of iBUG 300-W.
 * @returns 0 for a face seen from the front, −1 with the nose at the left edge (as seen), 1 at the right, more beyond that.
 */
export function turnOf(points: readonly Point[]): number {
  const left = meanPoint(points.slice(0, 3));
  const right = meanPoint(points.slice(14, 17));
  const nose = points[30] ?? left;
  const [x, y] = [right.x - left.x, right.y - left.y];
  const square = x * x + y * y;
  return square === 0 ? 0 : (2 * ((nose.x - left.x) * x + (nose.y - left.y) * y)) / square - 1;
}
