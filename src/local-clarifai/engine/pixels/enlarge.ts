import { invertSimilarity, type Similarity } from '../geometry/similarity.js';
import type { Pyramid } from './pyramid.js';
import type { Normalization } from './sample.js';

/**
 * Draws a small part of a picture larger through a similarity, as `samplePicture` does, but by bicubic interpolation: each
 * pixel is made of the 4 × 4 around it. A small face keeps more of what tells it apart than by bilinear interpolation.
 * Beyond the picture's edge its outermost pixels are repeated for up to two pixels.
 * @param placing takes pixels of the picture to pixels of the result, and makes things larger.
 * @param target receives 3 × width × height numbers, from `offset` on.
 */
export function enlargePicture(
  pyramid: Pyramid,
  placing: Similarity,
  size: { readonly width: number; readonly height: number },
  { mean, factor, outside }: Normalization,
  target: Float32Array,
  offset = 0,
): void {
  const { a, b, shiftX, shiftY } = invertSimilarity(placing);
  const { data, width, height } = pyramid.level(0);
  const plane = size.width * size.height;
  const across = new Float64Array(4);
  const down = new Float64Array(4);
  for (let v = 0; v < size.height; v++) {
    for (let u = 0; u < size.width; u++) {
      // Pixel n of a picture has its centre at n + 0.5.
      const x = a * (u + 0.5) - b * (v + 0.5) + shiftX - 0.5;
      const y = b * (u + 0.5) + a * (v + 0.5) + shiftY - 0.5;
      const at = offset + v * size.width + u;
      const isInside = x >= -0.5 && y >= -0.5 && x <= width - 0.5 && y <= height - 0.5;
      let [red, green, blue] = [outside, outside, outside];
      if (isInside) {
        const left = Math.floor(x);
        const top = Math.floor(y);
        weigh(x - left, across);
        weigh(y - top, down);
        [red, green, blue] = [0, 0, 0];
        for (let row = 0; row < 4; row++) {
          const line = Math.min(Math.max(top + row - 1, 0), height - 1) * width;
          for (let column = 0; column < 4; column++) {
            const p = (line + Math.min(Math.max(left + column - 1, 0), width - 1)) * 3;
            const weight = (down[row] as number) * (across[column] as number);
            red += weight * (data[p] as number);
            green += weight * (data[p + 1] as number);
            blue += weight * (data[p + 2] as number);
          }
        }
      }
      target[at] = (red - mean[0]) * factor;
      target[at + plane] = (green - mean[1]) * factor;
      target[at + 2 * plane] = (blue - mean[2]) * factor;
    }
  }
}

/**
 * Weights of the four pixels around a place, `part` of the way from the second to the third. Cubic convolution with a = −0.5
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
