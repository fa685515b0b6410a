import { embeddingDistance, isFused } from '../engine/embedding.js';

/** Parameters that turn distances into scores, measured on set C (docs/face-engine.md, “From embeddings to names”). */
interface ScoreCurve {
  /**
   * The largest distance from a person's mean at which a face is surely theirs, by number of tags. In a team of 20, about 1
   * stranger in 1,000 is nearer. Larger teams have more; a training measures how many (faces/calibration.ts).
   */
  readonly sureDistances: readonly [fromExamples: number, distance: number][];
  /** How much greater the distance is at a score of 0.5. */
  readonly askingBand: number;
}

/** Embeddings of both networks. */
const FUSED: ScoreCurve = {
  sureDistances: [
    [5, 0.613],
    [3, 0.62],
    [2, 0.63],
    [1, 0.663],
  ],
  askingBand: 0.065,
};

/** Embeddings of the first network only. */
const FIRST_ONLY: ScoreCurve = {
  sureDistances: [
    [5, 0.415],
    [3, 0.42],
    [2, 0.425],
    [1, 0.445],
  ],
  askingBand: 0.075,
};

/** The score at the sure distance. */
const SURE_SCORE = 0.9;

/** Which parts of two embeddings are compared: those of both networks, or only that of the first. */
export type Parts = 'both' | 'first';

const CURVES: Readonly<Record<Parts, ScoreCurve>> = { both: FUSED, first: FIRST_ONLY };

/**
 * The largest distance at which a face is surely a person's.
 * @param examples number of the person's tagged faces, at least 1.
 * @returns a Euclidean distance.
 */
export function sureDistance(examples: number, parts: Parts): number {
  const { sureDistances } = CURVES[parts];
  const [, distance] = sureDistances.find(([fromExamples]) => examples >= fromExamples) ?? sureDistances[0] ?? [0, 0];
  return distance;
}

/**
 * How likely a face is a person's: a logistic function of the distance, with 0.9 at the sure distance and 0.5 at the end of the
 * asking band. Its steepness doesn't depend on the number of tags, so ln(score / (1 − score)) is linear in the distance and its
 * spread among strangers is the same for everyone. Calibration relies on that (faces/calibration.ts). The two points are measured,
 * the shape is a choice.
 * @param distance Euclidean, from the face to the mean of the person's tagged faces.
 * @param examples number of the person's tagged faces, at least 1.
 * @returns 0–1.
 */
export function scoreOf(distance: number, examples: number, parts: Parts): number {
  const { askingBand } = CURVES[parts];
  return 1 / (1 + Math.exp(steepnessOf(parts) * (distance - sureDistance(examples, parts) - askingBand)));
}

/** The inverse of {@link scoreOf}: how far above the person's sure distance a face has this score. Infinite for a score of 0. */
export function excessOf(score: number, parts: Parts): number {
  return CURVES[parts].askingBand + Math.log(1 / score - 1) / steepnessOf(parts);
}

function steepnessOf(parts: Parts): number {
  return Math.log(SURE_SCORE / (1 - SURE_SCORE)) / CURVES[parts].askingBand;
}

/** A person that faces can be compared with. */
export interface KnownPerson {
  /** How many tagged faces are in the mean. */
  readonly examples: number;
  /** Undefined if `examples` is 0. */
  readonly mean: Float32Array | undefined;
}

/**
 * The score of a face for a person, 0–1. If either embedding has only the first network's part, only that part is compared.
 * @param examples how many tagged faces are in the mean, at least 1.
 */
export function scoreAgainst(embedding: Float32Array, mean: Float32Array, examples: number): number {
  const parts = isFused(embedding) && isFused(mean) ? 'both' : 'first';
  return scoreOf(embeddingDistance(embedding, mean), examples, parts);
}

/** Scores (0–1) of a face for all people with at least one example, best first. */
export function rankPeople<P extends KnownPerson>(
  embedding: Float32Array,
  people: readonly P[],
): { readonly person: P; readonly score: number }[] {
  return people
    .flatMap((person) =>
      person.mean === undefined ? [] : [{ person, score: scoreAgainst(embedding, person.mean, person.examples) }],
    )
    .sort((a, b) => b.score - a.score);
}
