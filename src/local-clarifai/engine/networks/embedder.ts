import { FIRST_PART_SIZE, meanEmbedding } from '../embedding.js';
import { type Similarity, scaleOf } from '../geometry/similarity.js';
import { enlargePicture } from '../pixels/enlarge.js';
import { mirrorRows } from '../pixels/mirror.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import type { Network } from './network.js';

/** Side of the embedder's aligned crop, in pixels. */
export const CROP_SIZE = 150;

export const CROP_NORMALIZATION: Normalization = { mean: [122.782, 117.001, 104.298], factor: 1 / 255, outside: 0 };
const CROP_LENGTH = 3 * CROP_SIZE * CROP_SIZE;

/** A face that is enlarged by more than this is resampled bicubically. Below it, the difference (0.03) is not worth the time. */
export const SMOOTH_FROM = 1.2;

interface EmbedOptions {
  /**
   * Embed each face mirrored as well and take the mean (the default). Without that it takes half the time, and embeddings of one
   * person are 0.01 farther apart (of 0.33, on average).
   */
  readonly mirrored?: boolean;
  /** Receives each aligned crop in order: normalised, the red plane, then green, then blue. Must not keep the array. */
  readonly onCrop?: (crop: Float32Array) => void;
}

/** Computes embeddings. */
export interface Embedder {
  /**
   * @param placings map each face from the picture to its aligned crop.
   * @returns 128 numbers per face.
   */
  embed(pyramid: Pyramid, placings: readonly Similarity[], options?: EmbedOptions): Promise<Float32Array[]>;
}

export function createEmbedder(network: Network): Embedder {
  return {
    async embed(pyramid, placings, { mirrored = true, onCrop } = {}) {
      const looks = mirrored ? 2 : 1;
      const size = { width: CROP_SIZE, height: CROP_SIZE };
      const embeddings: Float32Array[] = [];
      for (const placing of placings) {
        const crops = network.input(looks * CROP_LENGTH);
        const draw = scaleOf(placing) > SMOOTH_FROM ? enlargePicture : samplePicture;
        draw(pyramid, placing, size, CROP_NORMALIZATION, crops);
        const crop = crops.subarray(0, CROP_LENGTH);
        if (mirrored) mirrorRows(crops.copyWithin(CROP_LENGTH, 0, CROP_LENGTH).subarray(CROP_LENGTH), CROP_SIZE);
        onCrop?.(crop);
        const output = await network.run(crops, [looks, 3, CROP_SIZE, CROP_SIZE]);
        const seen = [output.subarray(0, FIRST_PART_SIZE), output.subarray(FIRST_PART_SIZE)];
        embeddings.push(meanEmbedding(seen.slice(0, looks)));
      }
      return embeddings;
    },
  };
}
