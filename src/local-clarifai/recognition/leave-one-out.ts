import { embeddingDistance, meanWithout } from '../engine/embedding.js';
import type { LearnedConcept, ModelExample } from '../tables/model-versions.js';
import { scoreAgainst } from './score.js';

interface PersonScore {
  readonly person: LearnedConcept;
  /** 0–1. */
  readonly score: number;
}

/** How a version recognises one of its examples when that face is left out of the mean. */
export interface LeaveOneOutResult {
  readonly example: ModelExample;
  /** The best few people, best first, and always the tagged person, unless they have no other face. */
  readonly scores: readonly PersonScore[];
  /** Euclidean distance to the mean of the person's other faces; undefined if there are none. */
  readonly ownDistance: number | undefined;
}

/** Evaluation uses no more than this many people for each face. */
const MAX_SCORES = 4;

/**
 * Leave-one-out cross-validation: recognises each example of a version with that face left out. One subtraction gives the exact
 * mean of a person's other faces, so each example costs one distance for each person.
 */
export function* leaveOneOut(
  people: readonly LearnedConcept[],
  examples: readonly ModelExample[],
): Generator<LeaveOneOutResult, void, undefined> {
  const learned = people.filter((person) => person.mean !== undefined);
  for (const example of examples) {
    let ownDistance: number | undefined;
    let own: PersonScore | undefined;
    const best: PersonScore[] = [];
    for (const person of learned) {
      const isOwn = person.concept === example.concept;
      const mean = isOwn ? meanOfOthers(person, example.embedding) : person.mean;
      if (mean === undefined) continue;
      if (isOwn) ownDistance = embeddingDistance(example.embedding, mean);
      const score = scoreAgainst(example.embedding, mean, isOwn ? person.examples - 1 : person.examples);
      if (isOwn) own = { person, score };
      // Most people are not among the best, so that little is allocated and sorted.
      if (best.length === MAX_SCORES && score <= (best.at(-1)?.score ?? 0)) continue;
      best.push({ person, score });
      best.sort((a, b) => b.score - a.score);
      if (best.length > MAX_SCORES) best.pop();
    }
    const isOwnAmongThem = best.some(({ person }) => person === own?.person);
    yield { example, scores: own === undefined || isOwnAmongThem ? best : [...best, own], ownDistance };
  }
}

function meanOfOthers({ mean, examples, fusedExamples }: LearnedConcept, embedding: Float32Array) {
  return mean && meanWithout(mean, { all: examples, fused: fusedExamples }, embedding);
}
