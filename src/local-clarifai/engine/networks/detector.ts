import { type Anchor, createAnchors } from '../geometry/anchors.js';
import { type PixelBox, type ScoredBox, scaleBox } from '../geometry/box.js';
import { similarityFromBox } from '../geometry/similarity.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import { DETECTOR_NUMBERS_PER_ANCHOR } from './detector-graph.js';
import type { Network } from './network.js';

/** Side of the square the detector was trained on, in pixels. */
const INPUT_SIZE = 512;
/** The coarsest step of the grids that are used whole. */
const STEP = 32;
const NORMALIZATION: Normalization = { mean: [127.5, 127.5, 127.5], factor: 1 / 127.5, outside: 0 };
/** SSD's box coding: centres are stored ten times, sizes five times as large. */
const CENTER_VARIANCE = 10;
const SIZE_VARIANCE = 5;

/** Finds faces on parts of a picture. */
export interface Detector {
  /**
   * @param areas parts of the picture, all of one size, looked at in one go.
   * @returns for each part the boxes with at least `minScore`, in pixels of the picture. Several may be of one face.
   */
  detect(pyramid: Pyramid, areas: readonly PixelBox[], minScore: number): Promise<ScoredBox[][]>;
}

export function createDetector(network: Network): Detector {
  return {
    async detect(pyramid, areas, minScore) {
      const first = areas[0];
      if (first === undefined) return [];
      const longSide = Math.max(first.right - first.left, first.bottom - first.top);
      const scale = INPUT_SIZE / longSide;
      // The square beyond the picture would be black: only the part of it with the picture is looked at.
      const width = roundUp((first.right - first.left) * scale);
      const height = roundUp((first.bottom - first.top) * scale);
      const plane = 3 * width * height;
      const input = new Float32Array(areas.length * plane);
      areas.forEach((area, i) => {
        samplePicture(pyramid, similarityFromBox(area, scale), { width, height }, NORMALIZATION, input, i * plane);
      });
      const output = await network.run(input, [areas.length, 3, height, width]);
      const anchors = createAnchors(width / 16, height / 16);
      const perArea = anchors.length * DETECTOR_NUMBERS_PER_ANCHOR;
      return areas.map((area, i) =>
        decodeAnchors(output.subarray(i * perArea, (i + 1) * perArea), anchors, minScore).map((box) => {
          const onArea = scaleBox(box, longSide);
          return {
            ...onArea,
            left: onArea.left + area.left,
            right: onArea.right + area.left,
            top: onArea.top + area.top,
            bottom: onArea.bottom + area.top,
          };
        }),
      );
    },
  };
}

/** Reads the detector's numbers as boxes, in fractions of the square. */
export function decodeAnchors(numbers: Float32Array, anchors: readonly Anchor[], minScore: number): ScoredBox[] {
  const boxes: ScoredBox[] = [];
  const minLogit = Math.log(minScore / (1 - minScore));
  anchors.forEach((anchor, i) => {
    const at = i * DETECTOR_NUMBERS_PER_ANCHOR;
    const logit = numbers[at + 4] as number;
    if (logit < minLogit) return;
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
  });
  return boxes;
}

function roundUp(size: number): number {
  // A rounding error must not cost another step.
  return Math.min(INPUT_SIZE, Math.ceil(size / STEP - 1e-6) * STEP);
}
