import type { Thresholds } from './model.js';

/** The operator's own lines, from ROLLCALL_SURE and ROLLCALL_LIKELY; 0–1. */
export interface ThresholdOverrides {
  readonly sure?: number;
  readonly likely?: number;
}

/**
 * For engines whose score is a calibrated probability that this is the person, as the local engine's is:
 * 0.9 and 0.5 are what those probabilities are meant for.
 */
const CALIBRATED: Thresholds = { sure: 0.9, likely: 0.5, margin: 0.05 };

/**
 * For engines whose score is a share of votes among neighbours, as hosted Clarifai's is: such a vote always has a winner,
 * so only a clear one counts, and being far ahead of the runner-up matters more than the score itself.
 */
const VOTE: Thresholds = { sure: 0.95, likely: 0.7, margin: 0.3 };

/** Engine ids of the local Clarifai start with this. */
const LOCAL_ENGINE_PREFIX = 'local';

/**
 * The lines between "this is", "is this?" and "who is this?" for scores of one engine. They are never shared between
 * engines: a score of 0.8 means different things to each.
 * @param engine as in `Suggestions.engine`.
 */
export function thresholdsFor(engine: string, overrides: ThresholdOverrides = {}): Thresholds {
  const own = engine.startsWith(LOCAL_ENGINE_PREFIX) ? CALIBRATED : VOTE;
  const sure = overrides.sure ?? Math.max(own.sure, overrides.likely ?? 0);
  return { sure, likely: Math.min(overrides.likely ?? own.likely, sure), margin: own.margin };
}
