import { embeddingDistance } from '../engine/embedding.js';

/**
 * How far a face may be from the mean of somebody's tagged faces to be called them for sure, by number of tags.
 * Measured with this engine on labelled photos so that no stranger was named (face-engine-facts, section 3).
 */
const SURE_DISTANCE: readonly { readonly fromExamples: number; readonly distance: number }[] = [
  { fromExamples: 5, distance: 0.47 },
  { fromExamples: 3, distance: 0.49 },
  { fromExamples: 2, distance: 0.5 },
  { fromExamples: 1, distance: 0.52 },
];
/** The distance up to which asking "is this …?" is worth it, whatever the number of tags; same source. */
const LIKELY_DISTANCE = 0.55;

/** The scores these two distances are given: what "sure" and "likely" begin with. */
const SURE_SCORE = 0.9;

/** The more people there are, the likelier a stranger resembles one: about 0.03 less at 50 people (same source). */
const CROWD_TIGHTENING = 0.03;
const CROWD_BEGINS_AT = 20;
const CROWD_FULL_AT = 50;

/**
 * The distance at which a face is called a person for sure.
 * @param examples tagged faces of the person, at least 1.
 * @param people how many people the face could be.
 */
export function sureDistance(examples: number, people: number): number {
  const step = SURE_DISTANCE.find(({ fromExamples }) => examples >= fromExamples) ?? { distance: 0.52 };
  const crowd = (people - CROWD_BEGINS_AT) / (CROWD_FULL_AT - CROWD_BEGINS_AT);
  return step.distance - CROWD_TIGHTENING * Math.min(1, Math.max(0, crowd));
}

/**
 * How probable it is that a face is a person: a logistic curve through 0.5 at the "likely" distance and 0.9 at the "sure" one.
 * The curve is a choice; the two points it goes through are measured. Far away it is 0 for all practical purposes.
 * @param distance Euclidean, from the face to the mean of the person's tagged faces.
 * @returns 0–1.
 */
export function scoreOf(distance: number, examples: number, people: number): number {
  const steepness = Math.log(SURE_SCORE / (1 - SURE_SCORE)) / (LIKELY_DISTANCE - sureDistance(examples, people));
  return 1 / (1 + Math.exp(-steepness * (LIKELY_DISTANCE - distance)));
}

/** Somebody a face can be compared with. */
export interface KnownPerson {
  readonly examples: number;
  readonly mean: Float32Array | undefined;
}

/** @returns everybody who has at least one example, with their score for this embedding, best first. */
export function rankPeople<P extends KnownPerson>(
  embedding: Float32Array,
  people: readonly P[],
): { readonly person: P; readonly score: number }[] {
  const known = people.filter((person) => person.mean !== undefined);
  return known
    .map((person) => ({
      person,
      score: scoreOf(embeddingDistance(embedding, person.mean as Float32Array), person.examples, known.length),
    }))
    .sort((a, b) => b.score - a.score);
}
