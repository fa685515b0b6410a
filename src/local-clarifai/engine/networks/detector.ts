import { type Anchor, createAnchors } from '../geometry/anchors.js';
import { type PixelBox, type ScoredBox, scaleBox, shiftBox } from '../geometry/box.js';
import { similarityFromBox } from '../geometry/similarity.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import { DETECTOR_NUMBERS_PER_ANCHOR } from './detector-graph.js';
import type { Network } from './network.js';

/** Side of the square the detector was trained on, in pixels. */
const INPUT_SIZE = 512;
/** The coarsest step of the grids that are used whole. */
const STEP = 32;
/** Side of a cell of the finest grid, in pixels of the input. */
const FINEST_CELL = 16;
const NORMALIZATION: Normalization = { mean: [127.5, 127.5, 127.5], factor: 1 / 127.5, outside: 0 };
/** SSD's box coding: centres are stored ten times, sizes five times as large. */
const CENTER_VARIANCE = 10;
const SIZE_VARIANCE = 5;

/** Finds faces on a part of a picture. */
export interface Detector {
  /** @returns boxes with at least `minScore`, in pixels of the picture. Several may be of one face. */
  detect(pyramid: Pyramid, area: PixelBox, minScore: number): Promise<ScoredBox[]>;
}

export function createDetector(network: Network): Detector {
  const anchorsFor = rememberAnchors();
  return {
    async detect(pyramid, area, minScore) {
      const longSide = Math.max(area.right - area.left, area.bottom - area.top);
      const scale = INPUT_SIZE / longSide;
      // The square beyond the picture would be black: only the part of it with the picture is looked at.
      const width = roundUp((area.right - area.left) * scale);
      const height = roundUp((area.bottom - area.top) * scale);
      const input = new Float32Array(3 * width * height);
      samplePicture(pyramid, similarityFromBox(area, scale), { width, height }, NORMALIZATION, input);
      const output = await network.run(input, [1, 3, height, width]);
      return decodeAnchors(output, anchorsFor(width, height), minScore).map((box) =>
        shiftBox(scaleBox(box, longSide), area.left, area.top),
      );
    },
  };
}

/** Anchors by the size of the input: making them takes long, and there are few sizes. */
function rememberAnchors(): (width: number, height: number) => readonly Anchor[] {
  const known = new Map<string, readonly Anchor[]>();
  return (width, height) => {
    const size = `${width}x${height}`;
    const anchors = known.get(size) ?? createAnchors(width / FINEST_CELL, height / FINEST_CELL);
    known.set(size, anchors);
    return anchors;
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
