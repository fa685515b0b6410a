import type { PixelBox } from './box.js';
import { meanPoint, type Point } from './point.js';

/** A similarity (rotation, scale and shift): (x, y) goes to (a·x − b·y + shiftX, b·x + a·y + shiftY). */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

export const IDENTITY: Similarity = { a: 1, b: 0, shiftX: 0, shiftY: 0 };

/** The scale: 2 means twice as wide and twice as high. */
export function scaleOf({ a, b }: Similarity): number {
  return Math.hypot(a, b);
}

export function applySimilarity({ a, b, shiftX, shiftY }: Similarity, { x, y }: Point): Point {
  return { x: a * x - b * y + shiftX, y: b * x + a * y + shiftY };
}

/** The inverse. The scale must not be 0. */
export function invertSimilarity({ a, b, shiftX, shiftY }: Similarity): Similarity {
  const square = a * a + b * b;
  const [inverseA, inverseB] = [a / square, -b / square];
  return {
    a: inverseA,
    b: inverseB,
    shiftX: -(inverseA * shiftX - inverseB * shiftY),
    shiftY: -(inverseB * shiftX + inverseA * shiftY),
  };
}

/** The similarity that does what `first` does, and then what `then` does. */
export function composeSimilarities(first: Similarity, then: Similarity): Similarity {
  const { x, y } = applySimilarity(then, { x: first.shiftX, y: first.shiftY });
  return {
    a: then.a * first.a - then.b * first.b,
    b: then.b * first.a + then.a * first.b,
    shiftX: x,
    shiftY: y,
  };
}

/** Maps a box's top left corner to the origin, and one of its pixels to `scale` pixels. Without rotation. */
export function similarityFromBox(box: PixelBox, scale: number): Similarity {
  return { a: scale, b: 0, shiftX: -box.left * scale, shiftY: -box.top * scale };
}

/**
 * The similarity that maps `from` closest to `to` by least squares (with points as complex numbers around
 * their means, a + ib = Σ to·conj(from) / Σ |from|²). `from` must hold at least two different points.
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const fromMean = meanPoint(from);
  const toMean = meanPoint(to);
  let real = 0;
  let imaginary = 0;
  let square = 0;
  from.forEach((point, i) => {
    const target = to[i] ?? toMean;
    const [x, y] = [point.x - fromMean.x, point.y - fromMean.y];
    const [u, v] = [target.x - toMean.x, target.y - toMean.y];
    real += x * u + y * v;
    imaginary += x * v - y * u;
    square += x * x + y * y;
  });
  const [a, b] = [real / square, imaginary / square];
  return {
    a,
    b,
    shiftX: toMean.x - (a * fromMean.x - b * fromMean.y),
    shiftY: toMean.y - (b * fromMean.x + a * fromMean.y),
  };
}
