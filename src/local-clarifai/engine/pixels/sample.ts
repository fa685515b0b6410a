import { composeSimilarities, invertSimilarity, type Similarity, scaleOf } from '../geometry/similarity.js';
import type { Pyramid, RgbPicture } from './pyramid.js';

/** How bytes are normalised for a network: `(byte − mean) × factor`, for red, green and blue. */
export interface Normalization {
  readonly mean: readonly [number, number, number];
  readonly factor: number;
  /** The byte used beyond the picture's edges. */
  readonly outside: number;
}

/**
 * Samples a picture through a similarity as input of a network: the red plane, then green, then blue. Shrinking averages pixels
 * (it takes a half, quarter, … of the picture, then interpolates bilinearly).
 * @param placing maps pixels of the view to pixels of the result.
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
  const back = composeSimilarities(invertSimilarity(placing), pyramid.toPicture);
  const level = Math.max(0, Math.floor(Math.log2(scaleOf(back))));
  const { data, width, height } = pyramid.level(level);
  const shrink = 2 ** level;
  const [a, b] = [back.a / shrink, back.b / shrink];
  const { mean, factor } = normalization;
  const outside = pyramid.outside ?? normalization.outside;
  const [addRed, addGreen, addBlue] = mean.map((value) => -value * factor) as [number, number, number];
  const plane = size.width * size.height;
  const lastX = width - 1;
  const lastY = height - 1;
  if (b === 0) {
    const columns = placeAlong(size.width, a, back.shiftX / shrink, width);
    const rows = placeAlong(size.height, a, back.shiftY / shrink, height);
    const planes = target.subarray(offset, offset + 3 * plane);
    sampleUpright({ data, width, height }, columns, rows, { mean, factor, outside }, planes);
    return;
  }

  for (let v = 0; v < size.height; v++) {
    // The source of the centre of the row's first pixel. Pixel n of the picture has its centre at n + 0.5.
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

/** The sources of the pixels along one side of a result without rotation. */
interface Places {
  /** The pixels before and after each point, and how far (0–1) the point is from the first to the second. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly part: Float64Array;
  /** The first point within the picture, and the first one beyond its end. */
  readonly start: number;
  readonly end: number;
}

function placeAlong(count: number, step: number, shift: number, length: number): Places {
  const before = new Int32Array(count);
  const after = new Int32Array(count);
  const part = new Float64Array(count);
  let start = count;
  let end = 0;
  for (let i = 0; i < count; i++) {
    const place = step * (i + 0.5) + shift - 0.5;
    if (place < -0.5 || place > length - 0.5) continue;
    start = Math.min(start, i);
    end = i + 1;
    const within = Math.min(Math.max(place, 0), length - 1);
    before[i] = Math.floor(within);
    after[i] = Math.min(Math.floor(within) + 1, length - 1);
    part[i] = within - Math.floor(within);
  }
  return { before, after, part, start, end };
}

/** {@link samplePicture} without rotation: every row and column is computed once, which takes half the time. */
function sampleUpright(
  { data, width }: RgbPicture,
  columns: Places,
  rows: Places,
  { mean, factor, outside }: Normalization,
  target: Float32Array,
): void {
  const columnCount = columns.part.length;
  const plane = columnCount * rows.part.length;
  const offsets = mean.map((value) => -value * factor) as [number, number, number];
  const isWhole =
    columns.start === 0 && columns.end === columnCount && rows.start === 0 && rows.end === rows.part.length;
  if (!isWhole) {
    for (const [c, add] of offsets.entries()) target.fill(outside * factor + add, c * plane, (c + 1) * plane);
  }
  const left = columns.before.map((column) => column * 3);
  const right = columns.after.map((column) => column * 3);
  const [addRed, addGreen, addBlue] = offsets;
  for (let v = rows.start; v < rows.end; v++) {
    const top = (rows.before[v] as number) * width * 3;
    const bottom = (rows.after[v] as number) * width * 3;
    const fy = rows.part[v] as number;
    let at = v * columnCount + columns.start;
    for (let u = columns.start; u < columns.end; u++, at++) {
      const fx = columns.part[u] as number;
      const w11 = fx * fy * factor;
      const w10 = fy * factor - w11;
      const w01 = fx * factor - w11;
      const w00 = factor - w01 - w10 - w11;
      const p = top + (left[u] as number);
      const q = top + (right[u] as number);
      const r = bottom + (left[u] as number);
      const s = bottom + (right[u] as number);
      target[at] =
        (data[p] as number) * w00 +
        (data[q] as number) * w01 +
        (data[r] as number) * w10 +
        (data[s] as number) * w11 +
        addRed;
      target[at + plane] =
        (data[p + 1] as number) * w00 +
        (data[q + 1] as number) * w01 +
        (data[r + 1] as number) * w10 +
        (data[s + 1] as number) * w11 +
        addGreen;
      target[at + 2 * plane] =
        (data[p + 2] as number) * w00 +
        (data[q + 2] as number) * w01 +
        (data[r + 2] as number) * w10 +
        (data[s + 2] as number) * w11 +
        addBlue;
    }
  }
}
