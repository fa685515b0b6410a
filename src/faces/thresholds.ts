import type { Candidates, Face, Thresholds } from './model.js';

/** The operator's own thresholds, from ROLLCALL_SURE and ROLLCALL_LIKELY; 0–1. */
export interface ThresholdOverrides {
  readonly sure?: number;
  readonly likely?: number;
}

/** What is known of an engine's scores before anything is tagged. */
export interface EngineScores {
  /** Whether a score is the probability that this is the person, or the share of votes of the nearest tagged faces. */
  readonly kind: 'probability' | 'votes';
  /** The thresholds when no training has measured any. A training only ever raises them. */
  readonly thresholds: Thresholds;
  /**
   * How the best score of a stranger is spread in a team of 20, as ln(score / (1 − score)), which is close to a logistic distribution.
   * @see calibration.ts
   */
  readonly strangers: { readonly mean: number; readonly sd: number };
}

/**
 * For engines whose score is a calibrated probability that this is the person, as the local engine's is: 0.9 and 0.5 are what
 * those probabilities are meant for. Strangers: to the nearest of 20 known people they are 0.79–0.85 ± 0.05 away, which in units of the
 * score's curve is −4.1 ± 1.67 (docs/face-engine.md, “From embeddings to names”).
 */
const CALIBRATED: EngineScores = {
  kind: 'probability',
  thresholds: { sure: 0.9, likely: 0.5, margin: 0.05 },
  strangers: { mean: -4.1, sd: 1.67 },
};

/**
 * For engines whose score is a share of votes among neighbours, as hosted Clarifai's is: such a vote always has a winner,
 * so only a clear one counts, and being far ahead of the runner-up matters more than the score itself. How strangers fare was
 * not measured; they are taken to reach these thresholds as seldom as those of the other engine reach its own.
 */
const VOTE: EngineScores = {
  kind: 'votes',
  thresholds: { sure: 0.95, likely: 0.7, margin: 0.3 },
  strangers: { mean: -1.86, sd: 1.26 },
};

/** Engine ids of the local Clarifai start with this. */
const LOCAL_ENGINE_PREFIX = 'local';

/** They are never shared between engines: a score of 0.8 means different things to each. @param engine as in `Candidates.engine`. */
export function scoresOf(engine: string): EngineScores {
  return engine.startsWith(LOCAL_ENGINE_PREFIX) ? CALIBRATED : VOTE;
}

/**
 * How far apart two faces of a group may be: 0 is the same picture. Where the other engines' distances were not measured, no group is
 * made, because one answer would name a mixed one.
 * @param engine as in `Candidates.engine`. @param dimensions of the embedding.
 */
export function groupingLimitOf(engine: string, dimensions: number): number | undefined {
  return engine.startsWith(LOCAL_ENGINE_PREFIX) ? GROUPING_LIMITS.get(dimensions) : undefined;
}

/** By the length of an embedding: of both networks, and of the first alone (docs/face-engine.md, “Groups of faces”). */
const GROUPING_LIMITS: ReadonlyMap<number, number> = new Map([
  [320, 0.5],
  [128, 0.45],
]);

/**
 * The thresholds between "this is", "is this?" and "who is this?" for some candidates: the operator's; else those that were
 * measured when the model that made them was trained; else their engine's.
 */
export function thresholdsFor(
  { engine, thresholds }: Pick<Candidates, 'engine' | 'thresholds'>,
  overrides: ThresholdOverrides = {},
): Thresholds {
  const own = thresholds ?? scoresOf(engine).thresholds;
  const sure = overrides.sure ?? Math.max(own.sure, overrides.likely ?? 0);
  return { sure, likely: Math.min(overrides.likely ?? own.likely, sure), margin: own.margin };
}

/**
 * The naming rule: the kind of verdict for the best match of a face.
 * @param score of the best match, 0–1.
 * @param rival the highest competing score, 0–1: of another person for this face, or of this person for another face of the photo.
 */
export function decide(score: number, rival: number, thresholds: Thresholds): 'sure' | 'likely' | 'unknown' {
  if (score < thresholds.likely) return 'unknown';
  return score >= thresholds.sure && score - rival >= thresholds.margin ? 'sure' : 'likely';
}

/**
 * The lowest score for "this is" of one face. A face that is covered, cut off or too bright is never named, only asked about: such faces
 * resemble one another, and no training can measure how often they would be mistaken (docs/face-engine.md, “Covered faces”).
 */
export function sureThresholdFor({ qualityIssue }: Pick<Face, 'qualityIssue'>, { sure }: Thresholds): number {
  const isHidden = qualityIssue === 'covered' || qualityIssue === 'cut off' || qualityIssue === 'too bright';
  return isHidden ? Number.POSITIVE_INFINITY : sure;
}
