import { classify, type EvaluationSample } from './evaluation-sample.js';
import type { Thresholds } from './model.js';

/** How well two models recognise the same faces. */
export interface Comparison {
  /** Faces that both models learned, as the same person. */
  readonly faces: number;
  /** Of these, how many each model names correctly and for sure. */
  readonly before: number;
  readonly now: number;
  /** Whether the new model is worse beyond chance. */
  readonly isWorse: boolean;
  /** By person id, how many of their faces only the previous model names. Most first. */
  readonly lost: ReadonlyMap<string, number>;
}

/** Significance level: four faces lost and none gained count as worse, three do not. */
const SIGNIFICANCE = 0.1;

/**
 * Compares a new model with the one in use on the faces both learned, leaving out each face in turn. Only faces that exactly one
 * of the two names correctly count; under the null hypothesis each is a coin toss (McNemar's exact test, Psychometrika 12, 1947).
 * Both use the new model's thresholds, so that stricter thresholds do not count as a loss.
 */
export function compareModels(
  before: readonly EvaluationSample[],
  now: readonly EvaluationSample[],
  thresholds: Thresholds,
): Comparison {
  const samplesBefore = new Map(before.map((sample) => [keyOf(sample), sample]));
  const lost = new Map<string, number>();
  let faces = 0;
  let correctBefore = 0;
  let correctNow = 0;
  let gains = 0;
  for (const sample of now) {
    const earlier = samplesBefore.get(keyOf(sample));
    if (earlier === undefined) continue;
    faces += 1;
    const isCorrectBefore = isTruePositive(earlier, thresholds);
    const isCorrectNow = isTruePositive(sample, thresholds);
    if (isCorrectBefore) correctBefore += 1;
    if (isCorrectNow) correctNow += 1;
    if (isCorrectNow && !isCorrectBefore) gains += 1;
    if (isCorrectBefore && !isCorrectNow) lost.set(sample.personId, (lost.get(sample.personId) ?? 0) + 1);
  }
  const losses = [...lost.values()].reduce((sum, each) => sum + each, 0);
  return {
    faces,
    before: correctBefore,
    now: correctNow,
    isWorse: losses > gains && binomialUpperTail(losses, losses + gains) <= SIGNIFICANCE,
    lost: new Map([...lost].sort(([, a], [, b]) => b - a)),
  };
}

function isTruePositive(sample: EvaluationSample, thresholds: Thresholds): boolean {
  const verdict = classify(sample, thresholds);
  return verdict.kind === 'sure' && verdict.personId === sample.personId;
}

function keyOf({ photoId, faceId, personId }: EvaluationSample): string {
  return `${photoId} ${faceId} ${personId}`;
}

/** The probability of at least `heads` heads in `tosses` tosses of a fair coin. */
function binomialUpperTail(heads: number, tosses: number): number {
  // By logarithms: 2^tosses overflows above 1023.
  let logOfTerm = -tosses * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= tosses; k++) {
    if (k >= heads) sum += Math.exp(logOfTerm);
    logOfTerm += Math.log(tosses - k) - Math.log(k + 1);
  }
  return sum;
}
