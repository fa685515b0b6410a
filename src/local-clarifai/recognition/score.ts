import { embeddingDistance } from '../engine/embedding.js';

/**
 * How far a face may be from the mean of somebody's tagged faces to be called them for sure, by number of tags. Measured over every
 * choice of tagged photos (docs/face-engine.md, “From embeddings to names”). They keep 0.02 and more from the nearest stranger, because
 * other photos have other strangers.
 * With more people a stranger resembles one more easily; a training measures that (faces/calibration.ts).
 */
const SURE_DISTANCE: readonly { readonly fromExamples: number; readonly distance: number }[] = [
  { fromExamples: 5, distance: 0.47 },
  { fromExamples: 3, distance: 0.485 },
  { fromExamples: 2, distance: 0.49 },
  { fromExamples: 1, distance: 0.51 },
];

/** The score at that distance. */
const SURE_SCORE = 0.9;

/** How much further a face may be to be worth asking about: up to there come about 3 % of strangers, whatever the number of tags. */
const ASKING_BAND = 0.05;

/** From 0.9 at the "sure" distance to 0.5 at the end of the band. */
const STEEPNESS = Math.log(SURE_SCORE / (1 - SURE_SCORE)) / ASKING_BAND;

/**
 * The distance at which a face is called a person for sure.
 * @param examples tagged faces of the person, at least 1.
 */
export function sureDistance(examples: number): number {
  return SURE_DISTANCE.find(({ fromExamples }) => examples >= fromExamples)?.distance ?? 0.51;
}

/**
 * How probable it is that a face is a person: a logistic curve of the distance. It is equally steep whatever the number of tags,
 * so that ln(score / (1 − score)) is a distance in other units: spread among strangers in one way for everybody, which is what
 * measuring it at a training relies on. The shape is a choice; the points it goes through are measured.
 * @param distance Euclidean, from the face to the mean of the person's tagged faces.
 * @returns 0–1.
 */
export function scoreOf(distance: number, examples: number): number {
  return 1 / (1 + Math.exp(STEEPNESS * (distance - sureDistance(examples) - ASKING_BAND)));
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
  return people
    .flatMap((person) =>
      person.mean === undefined
        ? []
        : [{ person, score: scoreOf(embeddingDistance(embedding, person.mean), person.examples) }],
    )
    .sort((a, b) => b.score - a.score);
}
