import { invertSimilarity, type Similarity, scaleOf } from '../geometry/similarity.js';
import type { Pyramid } from './pyramid.js';

/** How bytes become a network's numbers: `(byte − mean) × factor`, for red, green and blue. */
export interface Normalization {
  readonly mean: readonly [number, number, number];
  readonly factor: number;
  /** What is beyond the picture's edges, as a byte. */
  readonly outside: number;
}

/**
 * Draws a picture through a similarity as a network wants to see it: the red plane, then green, then blue.
 * Shrinking takes the mean of the pixels that fall together (from a half, quarter, … of the picture, then bilinear).
 * @param placing takes pixels of the picture to pixels of the result.
 * @param target receives 3 × width × height numbers, from `offset` on.
 */
export function samplePicture(
  pyramid: Pyramid,
  placing: Similarity,
  size: { readonly width: number; readonly height: number },
  normalization: Normalization,
  target: Float32Array,
  offset = 0,
): void {
  const back = invertSimilarity(placing);
  const level = Math.max(0, Math.floor(Math.log2(scaleOf(back))));
  const { data, width, height } = pyramid.level(level);
  const shrink = 2 ** level;
  const [a, b] = [back.a / shrink, back.b / shrink];
  const { mean, factor, outside } = normalization;
  const [addRed, addGreen, addBlue] = mean.map((value) => -value * factor) as [number, number, number];
  const plane = size.width * size.height;
  const lastX = width - 1;
  const lastY = height - 1;

  for (let v = 0; v < size.height; v++) {
    // Where the centre of the row's first pixel comes from; pixel n of the picture has its centre at n + 0.5.
    let x = a * 0.5 - b * (v + 0.5) + back.shiftX / shrink - 0.5;
    let y = b * 0.5 + a * (v + 0.5) + back.shiftY / shrink - 0.5;
    let at = offset + v * size.width;
    for (let u = 0; u < size.width; u++, at++, x += a, y += b) {
      if (x < -0.5 || y < -0.5 || x > lastX + 0.5 || y > lastY + 0.5) {
        target[at] = outside * factor + addRed;
        target[at + plane] = outside * factor + addGreen;
        target[at + 2 * plane] = outside * factor + addBlue;
        continue;
      }
      const cx = Math.min(Math.max(x, 0), lastX);
      const cy = Math.min(Math.max(y, 0), lastY);
      const left = cx | 0;
      const top = cy | 0;
      const fx = cx - left;
      const fy = cy - top;
      const right = left < lastX ? 3 : 0;
      const p = (top * width + left) * 3;
      const q = top < lastY ? p + width * 3 : p;
      const w11 = fx * fy * factor;
      const w10 = fy * factor - w11;
      const w01 = fx * factor - w11;
      const w00 = factor - w01 - w10 - w11;
      target[at] =
        (data[p] as number) * w00 +
        (data[p + right] as number) * w01 +
        (data[q] as number) * w10 +
        (data[q + right] as number) * w11 +
        addRed;
      target[at + plane] =
        (data[p + 1] as number) * w00 +
        (data[p + right + 1] as number) * w01 +
        (data[q + 1] as number) * w10 +
        (data[q + right + 1] as number) * w11 +
        addGreen;
      target[at + 2 * plane] =
        (data[p + 2] as number) * w00 +
        (data[p + right + 2] as number) * w01 +
        (data[q + 2] as number) * w10 +
        (data[q + right + 2] as number) * w11 +
        addBlue;
    }
  }
}
