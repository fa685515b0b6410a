import type { Comparison } from './compare-models.js';
import type { EvaluationReport } from './evaluation-report.js';
import type { Person, PersonTraining, Thresholds } from './model.js';
import type { TagDiff } from './tag-diff.js';

/** How good a model is, measured on the tags it was made from. */
export interface Measurement {
  /** The thresholds that keep false names rare with this model. */
  readonly thresholds: Thresholds;
  /** The share of strangers expected to be given a name at these thresholds, 0–1. */
  readonly falsePositiveIdentificationRate: number;
  /** Tags on faces found before there was a second network. They are compared by the first alone, with stricter thresholds. */
  readonly tagsOfOneNetwork: number;
  readonly evaluation: EvaluationReport;
  /** The previous model, on the tags of its own training; undefined when it was not measured. */
  readonly evaluationBefore: Pick<EvaluationReport, 'total' | 'truePositives' | 'falsePositives'> | undefined;
  /** Both models on the same faces; undefined when there is no previous model. */
  readonly comparison: Comparison | undefined;
}

/** What a training did. */
export interface TrainingReport {
  /** Everyone the new model knows, most tags first. */
  readonly people: readonly PersonTraining[];
  /** People of the previous training who no longer have tags. */
  readonly gone: readonly Person[];
  /** When the previous training ended; undefined for the first. */
  readonly previousAt: Date | undefined;
  /** Whether the new model is in use. A model that is worse than the previous one is not. */
  readonly isPromoted: boolean;
  /** Undefined if the service cannot evaluate models. */
  readonly measurement: Measurement | undefined;
  readonly tagDiff: TagDiff;
  readonly tookMs: number;
}

/** The result of switching to an older or a newer model, with the times when the two were trained. */
export type ModelChange =
  | { readonly kind: 'changed'; readonly from: Date; readonly to: Date }
  | { readonly kind: 'no other model' };
