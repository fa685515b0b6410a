import { classify, type EvaluationSample } from './evaluation-sample.js';
import type { Thresholds } from './model.js';

/** How two models fared on the same faces. */
export interface Comparison {
  /** Faces that taught both models, as the same person. */
  readonly faces: number;
  /** Of these, named rightly for sure by the model before, and by the new one. */
  readonly before: number;
  readonly now: number;
  /** Whether the new model is worse beyond chance. */
  readonly isWorse: boolean;
  /** By person id, how many of their faces only the model before names; those with most first. */
  readonly lost: ReadonlyMap<string, number>;
}

/** How unlikely a loss must be as the play of chance to count: so four lost and none gained count, three do not. */
const CHANCE = 0.1;

/**
 * Compares a new model with the one in use: each recognises the faces that both were taught, as the same person, each time
 * without the face itself. Only faces that exactly one of the two names rightly for sure tell them apart; if neither model were
 * better, each would go either way like a coin (McNemar's test, Psychometrika 12, 1947, in its exact form). The thresholds are the
 * new model's for both, so that becoming more careful is no loss.
 */
export function compareModels(
  before: readonly EvaluationSample[],
  now: readonly EvaluationSample[],
  thresholds: Thresholds,
): Comparison {
  const samplesBefore = new Map(before.map((sample) => [keyOf(sample), sample]));
  const lost = new Map<string, number>();
  let faces = 0;
  let rightBefore = 0;
  let rightNow = 0;
  let gains = 0;
  for (const sample of now) {
    const earlier = samplesBefore.get(keyOf(sample));
    if (earlier === undefined) continue;
    faces += 1;
    const was = isRight(earlier, thresholds);
    const is = isRight(sample, thresholds);
    if (was) rightBefore += 1;
    if (is) rightNow += 1;
    if (is && !was) gains += 1;
    if (was && !is) lost.set(sample.personId, (lost.get(sample.personId) ?? 0) + 1);
  }
  const losses = [...lost.values()].reduce((sum, each) => sum + each, 0);
  return {
    faces,
    before: rightBefore,
    now: rightNow,
    isWorse: losses > gains && binomialUpperTail(losses, losses + gains) <= CHANCE,
    lost: new Map([...lost].sort(([, a], [, b]) => b - a)),
  };
}

function isRight(sample: EvaluationSample, thresholds: Thresholds): boolean {
  const verdict = classify(sample, thresholds);
  return verdict.kind === 'sure' && verdict.personId === sample.personId;
}

function keyOf({ photoId, faceId, personId }: EvaluationSample): string {
  return `${photoId} ${faceId} ${personId}`;
}

/** How probable so many heads or more are when a fair coin is tossed `tosses` times. */
function binomialUpperTail(heads: number, tosses: number): number {
  // Terms by their logarithms: 2^tosses is beyond a number for more than a thousand.
  let logOfTerm = -tosses * Math.LN2;
  let sum = 0;
  for (let k = 0; k <= tosses; k++) {
    if (k >= heads) sum += Math.exp(logOfTerm);
    logOfTerm += Math.log(tosses - k) - Math.log(k + 1);
  }
  return sum;
}
