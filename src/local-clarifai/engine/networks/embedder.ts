import { FIRST_PART_SIZE, meanEmbedding } from '../embedding.js';
import { type Occlusion, occlusionOf } from '../face-occlusion.js';
import { sharpnessOf } from '../face-quality.js';
import { shareOverexposed } from '../face-visibility.js';
import { type Similarity, scaleOf } from '../geometry/similarity.js';
import { enlargePicture } from '../pixels/enlarge.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import type { Network } from './network.js';

/** Side of the aligned chip the embedder looks at, in pixels. */
export const CROP_SIZE = 150;

const NORMALIZATION: Normalization = { mean: [122.782, 117.001, 104.298], factor: 1 / 255, outside: 0 };
const CHIP_LENGTH = 3 * CROP_SIZE * CROP_SIZE;
/** Crops in one run. With 8, each takes up to twice the time: what is between two layers no longer fits the processor's cache. */
const BATCH = 4;

/** Enlarged by more than this, a face is drawn smoothly; up to it, the difference to the quick way is not worth its time (0.03). */
export const SMOOTH_FROM = 1.2;

interface EmbedOptions {
  /**
   * Look at each face a second time as in a mirror, and take the mean (the default). Without, it takes half the time, and an
   * embedding is 0.01 farther from others of its person (of 0.33, on average).
   */
  readonly mirrored?: boolean;
}

interface EmbeddedFace {
  readonly embedding: Float32Array;
  /** As of `sharpnessOf`, of the aligned chip. */
  readonly sharpness: number;
  /** As of `shareOverexposed` and `occlusionOf`, of the same. */
  readonly overexposed: number;
  readonly occlusion: Occlusion;
}

/** Turns faces into what tells people apart. */
export interface Embedder {
  /** @param placings take each face from the picture to its aligned chip. */
  embed(pyramid: Pyramid, placings: readonly Similarity[], options?: EmbedOptions): Promise<EmbeddedFace[]>;
}

export function createEmbedder(network: Network): Embedder {
  return {
    async embed(pyramid, placings, { mirrored = true } = {}) {
      const looks = mirrored ? 2 : 1;
      const faces: EmbeddedFace[] = [];
      for (let from = 0; from < placings.length; from += BATCH / looks) {
        const batch = placings.slice(from, from + BATCH / looks);
        const chips = network.input(batch.length * looks * CHIP_LENGTH);
        const measures = batch.map((placing, i) => {
          const at = i * looks * CHIP_LENGTH;
          const draw = scaleOf(placing) > SMOOTH_FROM ? enlargePicture : samplePicture;
          draw(pyramid, placing, { width: CROP_SIZE, height: CROP_SIZE }, NORMALIZATION, chips, at);
          const chip = chips.subarray(at, at + CHIP_LENGTH);
          if (mirrored) mirror(chip, chips.subarray(at + CHIP_LENGTH));
          return {
            sharpness: sharpnessOf(chip, CROP_SIZE),
            overexposed: shareOverexposed(chip, CROP_SIZE, NORMALIZATION),
            occlusion: occlusionOf(chip, CROP_SIZE, NORMALIZATION),
          };
        });
        const output = await network.run(chips, [batch.length * looks, 3, CROP_SIZE, CROP_SIZE]);
        batch.forEach((_, i) => {
          const seen = Array.from({ length: looks }, (_, look) => {
            const at = (i * looks + look) * FIRST_PART_SIZE;
            return output.subarray(at, at + FIRST_PART_SIZE);
          });
          const measured = measures[i];
          if (measured !== undefined) faces.push({ embedding: meanEmbedding(seen), ...measured });
        });
      }
      return faces;
    },
  };
}

/** Left becomes right: row by row, plane by plane. */
function mirror(chip: Float32Array, target: Float32Array): void {
  for (let row = 0; row < chip.length; row += CROP_SIZE) {
    for (let x = 0; x < CROP_SIZE; x++) target[row + x] = chip[row + CROP_SIZE - 1 - x] as number;
  }
}
