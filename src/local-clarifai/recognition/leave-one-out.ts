import { setImmediate as nextTurn } from 'node:timers/promises';
import { embeddingDistance, isFused, meanWithout } from '../engine/embedding.js';
import type { LearnedConcept } from '../tables/model-versions.js';
import type { Box } from './boxes.js';
import { BLOCK, createDistances } from './distances.js';
import { excessOf, type Parts, scoreAgainst, scoreOf, sureDistance } from './score.js';

/** A face that a version learned from. */
export interface ModelExample {
  /** Key of the concept. */
  readonly concept: number;
  readonly conceptId: string;
  readonly inputId: string;
  readonly face: { readonly id: string; readonly box: Box };
  readonly embedding: Float32Array;
}

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
 * mean of a person's other faces, so each example costs one distance for each person. Other work runs after every few examples.
 */
export async function* leaveOneOut(
  people: readonly LearnedConcept[],
  examples: Iterable<ModelExample> | AsyncIterable<ModelExample>,
): AsyncGenerator<LeaveOneOutResult, void, undefined> {
  const learned = people.flatMap((person) => (person.mean === undefined ? [] : [{ person, mean: person.mean }]));
  const whole = learned.filter(({ mean }) => isFused(mean));
  const others = learned.filter(({ mean }) => !isFused(mean));
  const byConcept = new Map(learned.map(({ person }) => [person.concept, person]));
  const sureDistances = Float64Array.from(whole, ({ person }) => sureDistance(person.examples, 'both'));
  const distances = whole.length === 0 ? undefined : await createDistances(whole.map(({ mean }) => mean));

  function classify(example: ModelExample, toWhole: Float32Array): LeaveOneOutResult {
    const ranking = createRanking(byConcept.get(example.concept), example);
    for (let index = 0; index < toWhole.length; index++) {
      const distance = toWhole[index] as number;
      // Most people are not among the best, and for them nothing else is computed.
      if (distance - (sureDistances[index] as number) >= ranking.excessLimit) continue;
      ranking.add((whole[index] as (typeof whole)[number]).person, distance, 'both');
    }
    for (const { person, mean } of others) ranking.add(person, embeddingDistance(example.embedding, mean), 'first');
    return ranking.finish();
  }

  function classifyFirstPart(example: ModelExample): LeaveOneOutResult {
    const ranking = createRanking(byConcept.get(example.concept), example);
    for (const { person, mean } of learned) ranking.add(person, embeddingDistance(example.embedding, mean), 'first');
    return ranking.finish();
  }

  try {
    for await (const block of blocksOf(examples)) {
      const fused = block.filter(({ embedding }) => isFused(embedding));
      const toWhole = await distances?.of(fused.map(({ embedding }) => embedding));
      let row = 0;
      for (const example of block) {
        if (!isFused(example.embedding)) yield classifyFirstPart(example);
        else {
          yield classify(example, toWhole?.subarray(row, row + whole.length) ?? new Float32Array());
          row += whole.length;
        }
      }
      await nextTurn();
    }
  } finally {
    await distances?.release();
  }
}

async function* blocksOf(
  examples: Iterable<ModelExample> | AsyncIterable<ModelExample>,
): AsyncGenerator<readonly ModelExample[]> {
  let block: ModelExample[] = [];
  for await (const example of examples) {
    block.push(example);
    if (block.length < BLOCK) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

/** Collects the scores of one example. @param own the person it is tagged with, if the version has learned them. */
function createRanking(own: LearnedConcept | undefined, example: ModelExample) {
  const best: PersonScore[] = [];
  let excessLimit = Number.POSITIVE_INFINITY;
  const withoutExample = own === undefined ? undefined : meanOfOthers(own, example.embedding);
  const ownScore =
    own === undefined || withoutExample === undefined
      ? undefined
      : { person: own, score: scoreAgainst(example.embedding, withoutExample, own.examples - 1) };
  const insert = (added: PersonScore) => {
    best.push(added);
    best.sort((a, b) => b.score - a.score);
    if (best.length > MAX_SCORES) best.pop();
    if (best.length === MAX_SCORES) excessLimit = excessOf(best[MAX_SCORES - 1]?.score ?? 0, 'both');
  };
  if (ownScore !== undefined) insert(ownScore);
  return {
    /** Someone as far above their sure distance as this, or farther, is not among the best. For embeddings of both networks. */
    get excessLimit() {
      return excessLimit;
    },
    /** Adds a person, except the one the example is tagged with. @param distance from the example to their mean. */
    add(person: LearnedConcept, distance: number, parts: Parts): void {
      if (person === own) return;
      const score = scoreOf(distance, person.examples, parts);
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
