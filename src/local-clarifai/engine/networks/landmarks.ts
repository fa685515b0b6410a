import { type PixelBox, squareAround } from '../geometry/box.js';
import { boxAroundPoints, type Point } from '../geometry/point.js';
import { similarityFromBox } from '../geometry/similarity.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import type { Network } from './network.js';

/** Side of the landmark network's crop, in pixels. */
export const LANDMARK_CROP_SIZE = 112;
/** Points of a face, in the order of the iBUG 300-W annotation. */
export const LANDMARK_COUNT = 68;

const NORMALIZATION: Normalization = { mean: [122.782, 117.001, 104.298], factor: 1 / 255, outside: 0 };
/** The second crop is this much larger than the points found first. It is better centred, which makes embeddings better. */
const SECOND_CROP = 1.4;
const SIZE = { width: LANDMARK_CROP_SIZE, height: LANDMARK_CROP_SIZE };

/** Finds the 68 points of a face. */
export interface LandmarkFinder {
  /** @returns for each box its points in pixels of the picture, in the order of iBUG 300-W (36–47 eyes, 48–67 mouth). */
  find(pyramid: Pyramid, boxes: readonly PixelBox[]): Promise<Point[][]>;
}

export function createLandmarkFinder(network: Network): LandmarkFinder {
  // One face per run: with several, each takes a fifth longer, because what is between two layers no longer fits the cache.
  const findInCrop = async (pyramid: Pyramid, crop: PixelBox): Promise<Point[]> => {
    const input = network.input(3 * SIZE.width * SIZE.height);
    const placing = similarityFromBox(crop, SIZE.width / (crop.right - crop.left));
    samplePicture(pyramid, placing, SIZE, NORMALIZATION, input);
    return readPoints(await network.run(input, [1, 3, SIZE.height, SIZE.width]), crop);
  };
  return {
    async find(pyramid, boxes) {
      const found: Point[][] = [];
      for (const box of boxes) {
        const rough = await findInCrop(pyramid, squareAround(box));
        found.push(await findInCrop(pyramid, squareAround(boxAroundPoints(rough), SECOND_CROP)));
      }
      return found;
    },
  };
}

function readPoints(numbers: Float32Array, crop: PixelBox): Point[] {
  const side = crop.right - crop.left;
  return Array.from({ length: LANDMARK_COUNT }, (_, i) => ({
    x: crop.left + (numbers[i * 2] as number) * side,
    y: crop.top + (numbers[i * 2 + 1] as number) * side,
  }));
}
