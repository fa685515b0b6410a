import { isFused, meanEmbedding } from '../engine/embedding.js';
import type { TaggedFace } from '../tables/faces.js';

export interface LearnedMean {
  /** Key of the concept. */
  readonly concept: number;
  /** Keys of the faces that went into the mean. */
  readonly examples: readonly number[];
  /** How many of these faces have the second network's part. */
  readonly fusedExamples: number;
  readonly mean: Float32Array | undefined;
}

/**
 * What a new model version learns about each concept: the mean of the embeddings of its tagged faces. The distance to
 * the mean told people apart better than the distance to the nearest face (docs/face-engine.md, “Naming”).
 * Faces with a quality issue are left out because they blur the mean; a person who has no others is not learned.
 */
export function learn(concepts: readonly number[], tagged: readonly TaggedFace[]): LearnedMean[] {
  const facesOf = new Map<number, TaggedFace[]>(concepts.map((concept) => [concept, []]));
  for (const face of tagged) facesOf.get(face.concept)?.push(face);
  return [...facesOf].map(([concept, faces]) => {
    const examples = faces.filter(({ qualityIssue }) => qualityIssue === undefined);
    const mean = examples.length > 0 ? meanEmbedding(examples.map((face) => face.embedding)) : undefined;
    const fusedExamples = examples.filter(({ embedding }) => isFused(embedding)).length;
    return { concept, examples: examples.map((face) => face.pk), fusedExamples, mean };
  });
}
