import { embeddingDistance, isFused } from '../engine/embedding.js';

/** How distances become scores. Measured on the photos of set C (docs/face-engine.md, “From embeddings to names”). */
interface ScoreCurve {
  /**
   * How far a face may be from the mean of somebody's tagged faces to be called them for sure, by number of tags: in a team of 20
   * about 1 stranger in 1,000 is nearer. With more people a stranger resembles one more easily; a training measures that
   * (faces/calibration.ts).
   */
  readonly sureDistances: readonly [fromExamples: number, distance: number][];
  /** How much farther a face may be for a score of 0.5. */
  readonly askingBand: number;
}

/** Embeddings of both networks. */
const FUSED: ScoreCurve = {
  sureDistances: [
    [5, 0.613],
    [3, 0.62],
    [2, 0.63],
    [1, 0.665],
  ],
  askingBand: 0.065,
};

/** Embeddings of the first network alone. */
const FIRST_ALONE: ScoreCurve = {
  sureDistances: [
    [5, 0.415],
    [3, 0.42],
    [2, 0.425],
    [1, 0.445],
  ],
  askingBand: 0.075,
};

/** The score at the "sure" distance. */
const SURE_SCORE = 0.9;

/** Which of the two curves holds: of embeddings of both networks, or of those with the first one's part alone. */
export type Parts = 'both' | 'first';

const CURVES: Readonly<Record<Parts, ScoreCurve>> = { both: FUSED, first: FIRST_ALONE };

/**
 * The distance at which a face is called a person for sure.
 * @param examples tagged faces of the person, at least 1.
 */
export function sureDistance(examples: number, parts: Parts): number {
  const { sureDistances } = CURVES[parts];
  const [, distance] = sureDistances.find(([fromExamples]) => examples >= fromExamples) ?? sureDistances[0] ?? [0, 0];
  return distance;
}

/**
 * How probable it is that a face is a person: a logistic curve of the distance, 0.9 at the "sure" distance and 0.5 at the end of
 * the asking band. It is equally steep whatever the number of tags, so that ln(score / (1 − score)) is a distance in other units:
 * spread among strangers in one way for everybody, which is what measuring it at a training relies on. The shape is a choice; the
 * points it goes through are measured.
 * @param distance Euclidean, from the face to the mean of the person's tagged faces.
 * @returns 0–1.
 */
export function scoreOf(distance: number, examples: number, parts: Parts): number {
  const { askingBand } = CURVES[parts];
  const steepness = Math.log(SURE_SCORE / (1 - SURE_SCORE)) / askingBand;
  return 1 / (1 + Math.exp(steepness * (distance - sureDistance(examples, parts) - askingBand)));
}

/** Somebody a face can be compared with. */
export interface KnownPerson {
  readonly examples: number;
  readonly mean: Float32Array | undefined;
}

/** The score of a face for a person with a mean. Where one of the two has the first part alone, only that is compared. */
export function scoreAgainst(embedding: Float32Array, mean: Float32Array, examples: number): number {
  const parts = isFused(embedding) && isFused(mean) ? 'both' : 'first';
  return scoreOf(embeddingDistance(embedding, mean), examples, parts);
}

/** @returns everybody who has at least one example, with their score for this embedding, best first. */
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
