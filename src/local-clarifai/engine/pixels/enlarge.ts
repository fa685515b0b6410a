import { composeSimilarities, invertSimilarity, type Similarity } from '../geometry/similarity.js';
import type { Pyramid } from './pyramid.js';
import type { Normalization } from './sample.js';

/**
 * Enlarges a small part of a picture through a similarity, as `samplePicture` does, but by bicubic interpolation from 4 × 4 pixels.
 * A small face keeps more detail than with bilinear interpolation. Beyond the picture's edge its outermost pixels are repeated for
 * up to two pixels.
 * @param placing maps pixels of the picture to pixels of the result. Its scale must be above 1.
 * @param target receives 3 × width × height numbers, from `offset` on.
 */
export function enlargePicture(
  pyramid: Pyramid,
  placing: Similarity,
  size: { readonly width: number; readonly height: number },
  { mean, factor, outside: usualOutside }: Normalization,
  target: Float32Array,
  offset = 0,
): void {
  const { a, b, shiftX, shiftY } = composeSimilarities(invertSimilarity(placing), pyramid.toPicture);
  const { data, width, height } = pyramid.level(0);
  const outside = pyramid.outside ?? usualOutside;
  const plane = size.width * size.height;
  const [addRed, addGreen, addBlue] = mean.map((value) => -value * factor) as [number, number, number];
  const across = new Float64Array(4);
  const down = new Float64Array(4);
  for (let v = 0; v < size.height; v++) {
    for (let u = 0; u < size.width; u++) {
      // Pixel n of a picture has its centre at n + 0.5.
      const x = a * (u + 0.5) - b * (v + 0.5) + shiftX - 0.5;
      const y = b * (u + 0.5) + a * (v + 0.5) + shiftY - 0.5;
      const at = offset + v * size.width + u;
      const isInside = x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5;
      if (!isInside) {
        target[at] = outside * factor + addRed;
        target[at + plane] = outside * factor + addGreen;
        target[at + 2 * plane] = outside * factor + addBlue;
        continue;
      }
      const left = Math.floor(x);
      const top = Math.floor(y);
      weigh(x - left, across);
      weigh(y - top, down);
      // Unrolled, because this runs for every pixel of every small face. A loop takes three times as long.
      const w0 = across[0] as number;
      const w1 = across[1] as number;
      const w2 = across[2] as number;
      const w3 = across[3] as number;
      const last = width - 1;
      const c0 = Math.max(left - 1, 0) * 3;
      const c1 = Math.max(left, 0) * 3;
      const c2 = Math.min(left + 1, last) * 3;
      const c3 = Math.min(left + 2, last) * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = 0; row < 4; row++) {
        const line = Math.min(Math.max(top + row - 1, 0), height - 1) * width * 3;
        const weight = (down[row] as number) * factor;
        const p0 = line + c0;
        const p1 = line + c1;
        const p2 = line + c2;
        const p3 = line + c3;
        red += weight * (w0 * byteAt(data, p0) + w1 * byteAt(data, p1) + w2 * byteAt(data, p2) + w3 * byteAt(data, p3));
        green +=
          weight *
          (w0 * byteAt(data, p0 + 1) +
            w1 * byteAt(data, p1 + 1) +
            w2 * byteAt(data, p2 + 1) +
            w3 * byteAt(data, p3 + 1));
        blue +=
          weight *
          (w0 * byteAt(data, p0 + 2) +
            w1 * byteAt(data, p1 + 2) +
            w2 * byteAt(data, p2 + 2) +
            w3 * byteAt(data, p3 + 2));
      }
      target[at] = red + addRed;
      target[at + plane] = green + addGreen;
      target[at + 2 * plane] = blue + addBlue;
    }
  }
}

/** A byte at an index that is known to be in range. */
function byteAt(data: Uint8Array, index: number): number {
  return data[index] as number;
}

/**
 * Weights of four pixels for a point that is `part` of the way from the second to the third. Cubic convolution with a = −0.5
 * (R. Keys, "Cubic convolution interpolation for digital image processing", 1981), also known as Catmull-Rom.
 */
function weigh(part: number, weights: Float64Array): void {
  const square = part * part;
  const cube = square * part;
  weights[0] = -0.5 * cube + square - 0.5 * part;
  weights[1] = 1.5 * cube - 2.5 * square + 1;
  weights[2] = -1.5 * cube + 2 * square + 0.5 * part;
  weights[3] = 0.5 * cube - 0.5 * square;
}
