import { embeddingDistance, meanWithout } from '../engine/embedding.js';
import type { LearnedConcept, ModelExample } from '../tables/model-versions.js';
import { scoreAgainst } from './score.js';

/** What a version makes of one face that taught it, as if that face had not. */
export interface LeftOut {
  readonly example: ModelExample;
  /**
   * Everybody, most likely first: a few at most, and in any case whoever the face was tagged as, unless
   * they have no other face.
   */
  readonly scores: readonly { readonly person: LearnedConcept; readonly score: number }[];
  /** Euclidean distance to the mean of the person's other faces; undefined when there are none. */
  readonly ownDistance: number | undefined;
}

/** Who comes after the first few plays no part in anything. */
const LEFT_OUT_PEOPLE = 4;

/**
 * Recognises each face that taught a version without itself. Its person's mean is then that of the other faces, which one
 * subtraction gives exactly; so the cost is that of one recognition a face: faces × people distances.
 */
export function* leaveOneOut(
  people: readonly LearnedConcept[],
  examples: readonly ModelExample[],
): Generator<LeftOut, void, undefined> {
  const known = people.filter((person) => person.mean !== undefined);
  for (const example of examples) {
    let ownDistance: number | undefined;
    const scores = known.flatMap((person) => {
      const isOwn = person.concept === example.concept;
      const mean = isOwn ? meanOfOthers(person, example.embedding) : person.mean;
      if (mean === undefined) return [];
      if (isOwn) ownDistance = embeddingDistance(example.embedding, mean);
      const examples = isOwn ? person.examples - 1 : person.examples;
      return [{ person, score: scoreAgainst(example.embedding, mean, examples) }];
    });
    scores.sort((a, b) => b.score - a.score);
    const kept = scores.filter(({ person }, place) => place < LEFT_OUT_PEOPLE || person.concept === example.concept);
    yield { example, scores: kept, ownDistance };
  }
}

function meanOfOthers({ mean, examples, fusedExamples }: LearnedConcept, embedding: Float32Array) {
  return mean && meanWithout(mean, { all: examples, fused: fusedExamples }, embedding);
}
