import type { Thresholds } from './model.js';

/** One tagged face, recognised as if it had never been tagged. */
export interface Trial {
  readonly photoId: string;
  readonly faceId: string;
  /** Whom it is tagged as. */
  readonly personId: string;
  /**
   * How well it fits people, by their ids, 0–1. Those at the end of the list may be missing; its own person is, when they have
   * no other face.
   */
  readonly scores: ReadonlyMap<string, number>;
}

/** What would be said about the face of a trial: a name for sure (the right one or not), a question, or nothing. */
export type TrialVerdict =
  | { readonly kind: 'sure' | 'likely'; readonly personId: string }
  | { readonly kind: 'unknown' };

/** Whether anything can be learned from a trial about how well its own person is recognised. */
export function canBeRight(trial: Trial): boolean {
  return trial.scores.has(trial.personId);
}

/** By the rules of naming.ts for a photo with this face alone. */
export function judge(trial: Trial, thresholds: Thresholds): TrialVerdict {
  const [best, second] = [...trial.scores].sort(([, a], [, b]) => b - a);
  if (best === undefined || best[1] < thresholds.likely) return { kind: 'unknown' };
  const [personId, score] = best;
  const isSure = score >= thresholds.sure && score - (second?.[1] ?? 0) >= thresholds.margin;
  return { kind: isSure ? 'sure' : 'likely', personId };
}

/** Who of the others fits the face best: what it would be taken for if its own person were not known. */
export function bestOther(trial: Trial): { readonly personId: string; readonly score: number } | undefined {
  let best: { personId: string; score: number } | undefined;
  for (const [personId, score] of trial.scores) {
    if (personId !== trial.personId && score > (best?.score ?? -1)) best = { personId, score };
  }
  return best;
}
