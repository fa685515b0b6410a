import { embeddingDistance, isFused, meanWithout } from '../engine/embedding.js';
import type { LearnedConcept, ModelExample } from '../tables/model-versions.js';
import { BLOCK, createDistances } from './distances.js';
import { type Parts, scoreAgainst, scoreOf } from './score.js';

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
  examples: Iterable<ModelExample>,
): Generator<LeaveOneOutResult, void, undefined> {
  const learned = people.flatMap((person) => (person.mean === undefined ? [] : [{ person, mean: person.mean }]));
  const whole = learned.filter(({ mean }) => isFused(mean));
  const others = learned.filter(({ mean }) => !isFused(mean));
  const distances = createDistances(whole.map(({ mean }) => mean));
  const byConcept = new Map(learned.map(({ person }) => [person.concept, person]));

  function* classify(block: readonly ModelExample[]): Generator<LeaveOneOutResult> {
    const toWhole = distances.of(block.map(({ embedding }) => embedding));
    for (const [position, example] of block.entries()) {
      const ranking = createRanking(byConcept.get(example.concept), example);
      for (const [index, { person }] of whole.entries())
        ranking.add(person, toWhole[index * BLOCK + position] as number, 'both');
      for (const { person, mean } of others) ranking.add(person, embeddingDistance(example.embedding, mean), 'first');
      yield ranking.finish();
    }
  }

  let block: ModelExample[] = [];
  for (const example of examples) {
    if (isFused(example.embedding)) {
      block.push(example);
      if (block.length < BLOCK) continue;
      yield* classify(block);
      block = [];
    } else {
      const ranking = createRanking(byConcept.get(example.concept), example);
      for (const { person, mean } of learned) ranking.add(person, embeddingDistance(example.embedding, mean), 'first');
      yield ranking.finish();
    }
  }
  if (block.length > 0) yield* classify(block);
}

/** Collects the scores of one example. @param own the person it is tagged with, if the version has learned them. */
function createRanking(own: LearnedConcept | undefined, example: ModelExample) {
  const best: PersonScore[] = [];
  const withoutExample = own === undefined ? undefined : meanOfOthers(own, example.embedding);
  const ownScore =
    own === undefined || withoutExample === undefined
      ? undefined
      : { person: own, score: scoreAgainst(example.embedding, withoutExample, own.examples - 1) };
  const insert = (added: PersonScore) => {
    best.push(added);
    best.sort((a, b) => b.score - a.score);
    if (best.length > MAX_SCORES) best.pop();
  };
  if (ownScore !== undefined) insert(ownScore);
  return {
    /** Adds a person, except the one the example is tagged with. @param distance from the example to their mean. */
    add(person: LearnedConcept, distance: number, parts: Parts): void {
      if (person === own) return;
      const score = scoreOf(distance, person.examples, parts);
      // Most people are not among the best, so that little is allocated and sorted.
      if (best.length === MAX_SCORES && score <= (best[MAX_SCORES - 1]?.score ?? 0)) return;
      insert({ person, score });
    },
    finish(): LeaveOneOutResult {
      const isOwnAmongThem = ownScore === undefined || best.includes(ownScore);
      return {
        example,
        scores: isOwnAmongThem ? best : [...best, ownScore],
        ownDistance: withoutExample && embeddingDistance(example.embedding, withoutExample),
      };
    },
  };
}

function meanOfOthers({ mean, examples, fusedExamples }: LearnedConcept, embedding: Float32Array) {
  return mean && meanWithout(mean, { all: examples, fused: fusedExamples }, embedding);
}
