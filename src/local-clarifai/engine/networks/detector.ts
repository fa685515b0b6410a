import { anchorAt, type GridSize } from '../geometry/anchors.js';
import { type PixelBox, type ScoredBox, scaleBox, shiftBox } from '../geometry/box.js';
import { similarityFromBox } from '../geometry/similarity.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import type { Network } from './network.js';

/** Numbers per anchor: centre y and x, height and width (all relative to the anchor), and the score before the sigmoid. */
export const DETECTOR_NUMBERS_PER_ANCHOR = 5;

/** Side in pixels of the square the detector was trained on. Other sizes work too. */
export const DETECTOR_INPUT_SIZE = 512;
/** Sides of the input are multiples of this, so that no cell of the finer grids is cut. */
const STEP = 32;
/** Side of a cell of the finest grid, in pixels of the input. */
const FINEST_CELL = 16;
const NORMALIZATION: Normalization = { mean: [127.5, 127.5, 127.5], factor: 1 / 127.5, outside: 0 };
/** SSD's box coding: centres are multiplied by ten, sizes by five. */
const CENTER_VARIANCE = 10;
const SIZE_VARIANCE = 5;

/** Finds faces in a part of a picture. */
export interface Detector {
  /**
   * @param scale pixels of the detector's input per pixel of the picture. It finds faces of about 25 to 500 input pixels.
   * @returns boxes with at least `minScore`, in pixels of the picture. Several may be of the same face.
   */
  detect(pyramid: Pyramid, area: PixelBox, scale: number, minScore: number): Promise<ScoredBox[]>;
}

export function createDetector(network: Network): Detector {
  return {
    async detect(pyramid, area, scale, minScore) {
      const width = roundUp((area.right - area.left) * scale);
      const height = roundUp((area.bottom - area.top) * scale);
      const input = network.input(3 * width * height);
      samplePicture(pyramid, similarityFromBox(area, scale), { width, height }, NORMALIZATION, input);
      const output = await network.run(input, [1, 3, height, width]);
      const grid = { columns: width / FINEST_CELL, rows: height / FINEST_CELL };
      return decodeAnchors(output, grid, minScore).map((box) =>
        shiftBox(scaleBox(box, DETECTOR_INPUT_SIZE / scale), area.left, area.top),
      );
    },
  };
}

/** Decodes the detector's output into boxes, in fractions of the square. */
export function decodeAnchors(numbers: Float32Array, grid: GridSize, minScore: number): ScoredBox[] {
  const boxes: ScoredBox[] = [];
  const minLogit = Math.log(minScore / (1 - minScore));
  for (let at = 0; at < numbers.length; at += DETECTOR_NUMBERS_PER_ANCHOR) {
    const logit = numbers[at + 4] as number;
    if (logit < minLogit) continue;
    const anchor = anchorAt(at / DETECTOR_NUMBERS_PER_ANCHOR, grid);
    const [dy, dx, dh, dw] = numbers.subarray(at, at + 4) as unknown as [number, number, number, number];
    const x = anchor.centerX + (dx / CENTER_VARIANCE) * anchor.width;
    const y = anchor.centerY + (dy / CENTER_VARIANCE) * anchor.height;
    const halfWidth = (Math.exp(dw / SIZE_VARIANCE) * anchor.width) / 2;
    const halfHeight = (Math.exp(dh / SIZE_VARIANCE) * anchor.height) / 2;
    boxes.push({
      left: x - halfWidth,
      top: y - halfHeight,
      right: x + halfWidth,
      bottom: y + halfHeight,
      score: 1 / (1 + Math.exp(-logit)),
    });
  }
  return boxes;
}

function roundUp(size: number): number {
  // A rounding error must not add another step.
  return Math.ceil(size / STEP - 1e-6) * STEP;
}
