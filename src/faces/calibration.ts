import { bestOther, classify, type EvaluationSample } from './evaluation-sample.js';
import type { Thresholds } from './model.js';
import { scoresOf } from './thresholds.js';

/** The thresholds a training found, and what they are expected to let through. */
export interface Calibration {
  readonly thresholds: Thresholds;
  /** The share of strangers expected to be given a name at these thresholds, 0–1. */
  readonly falsePositiveIdentificationRate: number;
}

/** At most this share of strangers is to be named. */
const SURE_SHARE = 0.001;
/** At most this share is to be asked about. */
const LIKELY_SHARE = 0.02;

/** The scale of a logistic distribution with standard deviation 1. */
const SCALE_PER_SD = Math.sqrt(3) / Math.PI;

/** The prior weighs as much as this many faces of different people. */
const PRIOR_WEIGHT = 150;
/** Where the mean is so many standard errors above the prior, these people resemble one another: that is no chance. */
const SURELY = 3;
/** Intraclass correlation of the faces of one person, 0–1: an assumed value. */
const WITHIN_PERSON = 0.5;

/**
 * The more people there are, the likelier a stranger resembles one: from teams of 5 to teams of 150 the mean of strangers' best scores
 * grows with the logarithm of the number of people, and their spread shrinks (docs/face-engine.md, “From embeddings to names”).
 */
const CROWD_MEAN = 1.2;
const CROWD_SPREAD = -0.1;
/** The prior is of teams of this many people. */
const PRIOR_TEAM = 20;

/** The highest thresholds a workspace of look-alikes can get. */
const STRICTEST = 0.995;
const WIDEST_MARGIN = 0.3;
/** A tag that another person beats by more than this looks wrong, so it is no evidence of look-alikes. */
const LOOKS_WRONG_LEAD = 0.4;

/**
 * The thresholds that keep false names rare in this workspace, from its own tags. Each tagged face stands for a stranger once: with
 * its own person left out, its best score is one that a stranger got. A few dozen such scores have no 1 in 1000 to read off, so
 * a logistic distribution of ln(score / (1 − score)) is fitted to them, with what is known of the engine as a prior (weighted means
 * of mean and variance), and its quantiles are the thresholds. Where the scores are plainly higher than the prior's, as among people
 * who resemble one another or all wear the same glasses, the mean is at least the lower end of what they show. A normal distribution ends too early: at its 1 in 1,000 there are 3
 * or 4. docs/face-engine.md, “From embeddings to names”, shows how far from strangers the thresholds are.
 *
 * The thresholds are never bolder than the engine's. A score above the engine's own threshold counts as one at it: such faces are
 * look-alikes or wrong tags, which the margin and the report handle; they must not raise the thresholds for everyone. The margin is
 * widened to what two known look-alikes need to be asked about instead of told apart.
 * @param people how many people the model knows.
 */
export function calibrate(samples: readonly EvaluationSample[], engine: string, people: number): Calibration {
  const { thresholds, strangers } = scoresOf(engine);
  const crowd = Math.log(Math.max(1, people) / PRIOR_TEAM);
  const prior = { mean: strangers.mean + CROWD_MEAN * crowd, sd: strangers.sd * (1 + CROWD_SPREAD * crowd) };
  const observed = fitStrangers(samples, logit(thresholds.sure));
  const share = observed.weight / (observed.weight + PRIOR_WEIGHT);
  const lowest = observed.mean - (SURELY * prior.sd) / Math.sqrt(observed.weight);
  const mean = observed.weight === 0 ? prior.mean : Math.max(mix(prior.mean, observed.mean, share), lowest);
  const sd = Math.sqrt(mix(prior.sd ** 2, observed.sd ** 2, share));

  const scale = sd * SCALE_PER_SD;
  const sure = clamp(logistic(mean - scale * logit(SURE_SHARE)), thresholds.sure, STRICTEST);
  const likely = clamp(logistic(mean - scale * logit(LIKELY_SHARE)), thresholds.likely, sure);
  return {
    thresholds: { sure, likely, margin: marginFor(samples, { sure, likely, margin: thresholds.margin }) },
    falsePositiveIdentificationRate: logistic((mean - logit(sure)) / scale),
  };
}

/** Mean and spread of strangers' best scores, and how many faces of different people they are worth. */
function fitStrangers(
  samples: readonly EvaluationSample[],
  highest: number,
): { mean: number; sd: number; weight: number } {
  const values = new Map<string, number[]>();
  for (const sample of samples) {
    const other = bestOther(sample);
    if (other === undefined) continue;
    const ofPerson = values.get(sample.personId) ?? [];
    ofPerson.push(Math.min(highest, logit(other.score)));
    values.set(sample.personId, ofPerson);
  }
  const all = [...values.values()].flat();
  if (all.length < 2) return { mean: 0, sd: 0, weight: 0 };
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (all.length - 1);
  // The effective sample size of clusters (Kish, "Survey Sampling", 1965): n / (1 + (n − 1) ρ) for each person.
  const weight = [...values.values()].reduce((sum, { length }) => sum + length / (1 + (length - 1) * WITHIN_PERSON), 0);
  return { mean, sd: Math.sqrt(variance), weight };
}

/** Wide enough for every face that would be given the name of a look-alike, unless its tag looks wrong. */
function marginFor(samples: readonly EvaluationSample[], thresholds: Thresholds): number {
  let margin = thresholds.margin;
  for (const sample of samples) {
    const verdict = classify(sample, thresholds);
    const own = sample.scores.get(sample.personId);
    if (verdict.kind !== 'sure' || verdict.personId === sample.personId || own === undefined) continue;
    const lead = (bestOther(sample)?.score ?? 0) - own;
    if (lead < LOOKS_WRONG_LEAD) margin = Math.max(margin, Math.min(WIDEST_MARGIN, lead + 0.01));
  }
  return margin;
}

/** Scores of exactly 0 and 1 would be infinitely far out. */
function logit(score: number): number {
  const inside = clamp(score, 1e-6, 1 - 1e-6);
  return Math.log(inside / (1 - inside));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function mix(a: number, b: number, shareOfB: number): number {
  return a * (1 - shareOfB) + b * shareOfB;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
