import { invertSimilarity, type Similarity } from '../geometry/similarity.js';
import type { RgbPicture } from './pyramid.js';

const GREY = 128;

/**
 * Draws a picture onto a grey one through a similarity, by bilinear interpolation.
 * @param placing maps pixels of the picture to pixels of the result. Its scale must be at least 1.
 */
export function drawPicture(
  { data, width, height }: RgbPicture,
  placing: Similarity,
  size: { readonly width: number; readonly height: number },
): RgbPicture {
  const drawn = new Uint8Array(size.width * size.height * 3).fill(GREY);
  const { a, b, shiftX, shiftY } = invertSimilarity(placing);
  for (let v = 0; v < size.height; v++) {
    let at = v * size.width * 3;
    // The source of the centre of the row's first pixel. Pixel n of the picture has its centre at n + 0.5.
    let x = a * 0.5 - b * (v + 0.5) + shiftX - 0.5;
    let y = b * 0.5 + a * (v + 0.5) + shiftY - 0.5;
    for (let u = 0; u < size.width; u++, at += 3, x += a, y += b) {
      if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) continue;
      const cx = Math.min(Math.max(x, 0), width - 1);
      const cy = Math.min(Math.max(y, 0), height - 1);
      const [left, top] = [cx | 0, cy | 0];
      const [fx, fy] = [cx - left, cy - top];
      const p = (top * width + left) * 3;
      const right = left < width - 1 ? 3 : 0;
      const below = top < height - 1 ? width * 3 : 0;
      for (let c = 0; c < 3; c++) {
        const from = p + c;
        const above = (data[from] as number) * (1 - fx) + (data[from + right] as number) * fx;
        const under = (data[from + below] as number) * (1 - fx) + (data[from + below + right] as number) * fx;
        drawn[at + c] = above * (1 - fy) + under * fy + 0.5;
      }
    }
  }
  return { data: drawn, ...size };
}
