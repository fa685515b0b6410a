import type { Thresholds } from './model.js';
import { decide } from './thresholds.js';

/** One tagged face, scored by a model that has not learned from it. */
export interface EvaluationSample {
  readonly photoId: string;
  readonly faceId: string;
  /** The person it is tagged as. */
  readonly personId: string;
  /**
   * Scores 0–1 by person id. The lowest may be missing, and the tagged person is missing if they have no other face.
   */
  readonly scores: ReadonlyMap<string, number>;
}

/** The verdict on the face of a sample. */
export type SampleVerdict =
  | { readonly kind: 'sure' | 'likely'; readonly personId: string }
  | { readonly kind: 'unknown' };

/** Whether the tagged person can be recognised at all: the model has another face of theirs. */
export function isRecognisable(sample: EvaluationSample): boolean {
  return sample.scores.has(sample.personId);
}

/** Applies the naming rule as if the photo had no other face. */
export function classify(sample: EvaluationSample, thresholds: Thresholds): SampleVerdict {
  const [best, second] = [...sample.scores].sort(([, a], [, b]) => b - a);
  if (best === undefined) return { kind: 'unknown' };
  const [personId, score] = best;
  const kind = decide(score, second?.[1] ?? 0, thresholds);
  return kind === 'unknown' ? { kind } : { kind, personId };
}

/** The best match among other people. */
export function bestOther(sample: EvaluationSample): { readonly personId: string; readonly score: number } | undefined {
  let best: { personId: string; score: number } | undefined;
  for (const [personId, score] of sample.scores) {
    if (personId !== sample.personId && score > (best?.score ?? -1)) best = { personId, score };
  }
  return best;
}
