import { meanEmbedding } from '../engine/embedding.js';
import type { TaggedFace } from '../tables/faces.js';

/**
 * What a new model version learns about each concept: the mean of the embeddings of its tagged faces. The distance to
 * the mean told people apart better than the distance to the nearest face (face-engine-facts, section 2, step 7).
 * Faces too small to be named are left out, as they blur the mean, unless a person has no others.
 */
export function learn(
  concepts: readonly number[],
  tagged: readonly TaggedFace[],
): { readonly concept: number; readonly examples: number; readonly mean: Float32Array | undefined }[] {
  return concepts.map((concept) => {
    const faces = tagged.filter((face) => face.concept === concept);
    const large = faces.filter((face) => face.nameable);
    const examples = large.length > 0 ? large : faces;
    const mean = examples.length > 0 ? meanEmbedding(examples.map((face) => face.embedding)) : undefined;
    return { concept, examples: examples.length, mean };
  });
}
