import type { ScoredBox } from '../geometry/box.js';
import type { Similarity } from '../geometry/similarity.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import type { Network } from './network.js';

/** Side of the detector's input, in pixels. */
export const TINY_INPUT_SIZE = 224;
/** Numbers per anchor: x, y, width, height, score. */
export const TINY_NUMBERS_PER_ANCHOR = 5;

const NORMALIZATION: Normalization = { mean: [117.001, 114.697, 97.404], factor: 1 / 255, outside: 127 };
const CELLS = 7;
/** Width and height of each anchor, in cells (face-api, `tinyFaceDetector/const.ts`). */
const ANCHORS: readonly (readonly [width: number, height: number])[] = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
];

/** Finds faces so close that they fill the picture, which the detector misses. */
export interface TinyFaceDetector {
  /** @returns boxes with at least `minScore`, in pixels of the picture. Several may be of the same face. */
  detect(pyramid: Pyramid, minScore: number): Promise<ScoredBox[]>;
}

export function createTinyFaceDetector(network: Network): TinyFaceDetector {
  return {
    async detect(pyramid, minScore) {
      // At half the size in the middle, a face that fills the picture has the size the network detects best.
      const scale = TINY_INPUT_SIZE / 2 / Math.max(pyramid.width, pyramid.height);
      const placing: Similarity = {
        a: scale,
        b: 0,
        shiftX: (TINY_INPUT_SIZE - pyramid.width * scale) / 2,
        shiftY: (TINY_INPUT_SIZE - pyramid.height * scale) / 2,
      };
      const size = { width: TINY_INPUT_SIZE, height: TINY_INPUT_SIZE };
      const input = network.input(3 * TINY_INPUT_SIZE * TINY_INPUT_SIZE);
      samplePicture(pyramid, placing, size, NORMALIZATION, input);
      const cells = await network.run(input, [1, 3, TINY_INPUT_SIZE, TINY_INPUT_SIZE]);
      const back = (position: number, shift: number) => (position * TINY_INPUT_SIZE - shift) / scale;
      return decodeCells(cells, minScore).map(({ left, top, right, bottom, score }) => ({
        left: back(left, placing.shiftX),
        top: back(top, placing.shiftY),
        right: back(right, placing.shiftX),
        bottom: back(bottom, placing.shiftY),
        score,
      }));
    },
  };
}

/** Decodes the network's 25 planes of 7 × 7 numbers into boxes, in fractions of its input. YOLO v2's coding (arXiv:1612.08242, 2). */
export function decodeCells(planes: Float32Array, minScore: number): ScoredBox[] {
  const boxes: ScoredBox[] = [];
  const count = CELLS * CELLS;
  ANCHORS.forEach(([anchorWidth, anchorHeight], anchor) => {
    for (let cell = 0; cell < count; cell++) {
      const number = (n: number) => planes[(anchor * TINY_NUMBERS_PER_ANCHOR + n) * count + cell] as number;
      const score = sigmoid(number(4));
      if (score < minScore) continue;
      const x = ((cell % CELLS) + sigmoid(number(0))) / CELLS;
      const y = (Math.floor(cell / CELLS) + sigmoid(number(1))) / CELLS;
      const halfWidth = (Math.exp(number(2)) * anchorWidth) / CELLS / 2;
      const halfHeight = (Math.exp(number(3)) * anchorHeight) / CELLS / 2;
      boxes.push({ left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight, score });
    }
  });
  return boxes;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
