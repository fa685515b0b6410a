import { createMeanBuilder, type MeanBuilder } from '../engine/embedding.js';

/** A stored face, by its key and the key of its input: SQLite may give the key of a deleted face to another one. */
export interface FaceKey {
  readonly face: number;
  readonly input: number;
}

/** What a version learns about one concept. */
export interface LearnedMean {
  /** Key of the concept. */
  readonly concept: number;
  /** The faces in the mean. */
  readonly examples: readonly FaceKey[];
  /** How many of these faces have the second network's part in their embedding. */
  readonly fusedExamples: number;
  /** Undefined if there are no examples. */
  readonly mean: Float32Array | undefined;
}

/** A tagged face to learn from. */
export interface Example extends FaceKey {
  /** Key of the concept that it is tagged with. */
  readonly concept: number;
  readonly embedding: Float32Array;
}

/**
 * What a new model version learns about each concept: the mean embedding of its tagged faces. The distance to the mean
 * recognised people better than the distance to the nearest face (docs/face-engine.md, “Naming”). Faces with a quality issue
 * must be left out because they blur the mean. A person who only has such faces isn't learned.
 * @param concepts keys of the concepts.
 */
export function createLearner(concepts: readonly number[]): {
  /** Examples of other concepts are ignored. */
  add(example: Example): void;
  finish(): LearnedMean[];
} {
  const learning = new Map<number, { readonly examples: FaceKey[]; readonly builder: MeanBuilder }>();
  for (const concept of concepts) learning.set(concept, { examples: [], builder: createMeanBuilder() });
  return {
    add({ concept, face, input, embedding }) {
      const person = learning.get(concept);
      person?.examples.push({ face, input });
      person?.builder.add(embedding);
    },
    finish: () =>
      [...learning].map(([concept, { examples, builder }]) => ({
        concept,
        examples,
        fusedExamples: builder.size.fused,
        mean: builder.mean(),
      })),
  };
}
