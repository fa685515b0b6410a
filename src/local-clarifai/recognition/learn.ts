import { isFused, meanEmbedding } from '../engine/embedding.js';
import { groupBy } from '../group-by.js';
import type { TaggedFace } from '../tables/faces.js';

/** What a version learns about one concept. */
export interface LearnedMean {
  /** Key of the concept. */
  readonly concept: number;
  /** Keys of the faces in the mean. */
  readonly examples: readonly number[];
  /** How many of these faces have the second network's part in their embedding. */
  readonly fusedExamples: number;
  /** Undefined if there are no examples. */
  readonly mean: Float32Array | undefined;
}

/**
 * What a new model version learns about each concept: the mean embedding of its tagged faces. The distance to the mean
 * recognised people better than the distance to the nearest face (docs/face-engine.md, “Naming”). Faces with a quality issue
 * are left out because they blur the mean. A person who only has such faces isn't learned.
 * @param concepts keys of the concepts.
 */
export function learn(concepts: readonly number[], tagged: readonly TaggedFace[]): LearnedMean[] {
  const facesOf = groupBy(tagged, ({ concept }) => concept);
  return concepts.map((concept) => {
    const faces = facesOf.get(concept) ?? [];
    const examples = faces.filter(({ qualityIssue }) => qualityIssue === undefined);
    const mean = examples.length > 0 ? meanEmbedding(examples.map((face) => face.embedding)) : undefined;
    const fusedExamples = examples.filter(({ embedding }) => isFused(embedding)).length;
    return { concept, examples: examples.map((face) => face.pk), fusedExamples, mean };
  });
}
