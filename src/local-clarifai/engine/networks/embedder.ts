import { type Similarity, scaleOf } from '../geometry/similarity.js';
import { enlargePicture } from '../pixels/enlarge.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import type { Network } from './network.js';

/** Side of the aligned chip the embedder looks at, in pixels. */
export const CHIP_SIZE = 150;
/** Numbers in an embedding. */
export const EMBEDDING_SIZE = 128;

const NORMALIZATION: Normalization = { mean: [122.782, 117.001, 104.298], factor: 1 / 255, outside: 0 };
const CHIP_LENGTH = 3 * CHIP_SIZE * CHIP_SIZE;
/** Faces looked at in one run: more would save little time and take much memory. */
const BATCH = 2;

/** Turns faces into what tells people apart. */
export interface Embedder {
  /** @param placings take each face from the picture to its aligned chip. @returns one embedding each. */
  embed(pyramid: Pyramid, placings: readonly Similarity[]): Promise<Float32Array[]>;
}

export function createEmbedder(network: Network): Embedder {
  return {
    async embed(pyramid, placings) {
      const embeddings: Float32Array[] = [];
      for (let from = 0; from < placings.length; from += BATCH) {
        const batch = placings.slice(from, from + BATCH);
        const chips = network.input(batch.length * 2 * CHIP_LENGTH);
        batch.forEach((placing, i) => {
          const at = i * 2 * CHIP_LENGTH;
          const draw = scaleOf(placing) > 1 ? enlargePicture : samplePicture;
          draw(pyramid, placing, { width: CHIP_SIZE, height: CHIP_SIZE }, NORMALIZATION, chips, at);
          mirror(chips.subarray(at, at + CHIP_LENGTH), chips.subarray(at + CHIP_LENGTH, at + 2 * CHIP_LENGTH));
        });
        const output = await network.run(chips, [batch.length * 2, 3, CHIP_SIZE, CHIP_SIZE]);
        batch.forEach((_, i) => {
          const at = i * 2 * EMBEDDING_SIZE;
          const [chip, mirrored] = [output.subarray(at, at + EMBEDDING_SIZE), output.subarray(at + EMBEDDING_SIZE)];
          embeddings.push(chip.map((value, n) => (value + (mirrored[n] as number)) / 2));
        });
      }
      return embeddings;
    },
  };
}

/** Left becomes right: row by row, plane by plane. */
function mirror(chip: Float32Array, target: Float32Array): void {
  for (let row = 0; row < chip.length; row += CHIP_SIZE) {
    for (let x = 0; x < CHIP_SIZE; x++) target[row + x] = chip[row + CHIP_SIZE - 1 - x] as number;
  }
}
