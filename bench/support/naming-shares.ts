import { mean, percentile, round } from './statistics.js';

/** How the faces of one draw were named, each as a share 0–1 of the known people or of the strangers. */
export interface Shares {
  readonly right: number;
  readonly wrong: number;
  readonly likely: number;
  readonly unknown: number;
  /** Not named because the face is covered, cut off or too bright. */
  readonly missedHidden: number;
  /** Not named because none of the person's tagged faces is good enough to learn from. */
  readonly missedUnlearned: number;
  /** Not named because the face is too far from its person, or too close to another. */
  readonly missedFar: number;
  readonly strangersSure: number;
  readonly strangersLikely: number;
}

/** The shares of one draw, how often the best candidate is the right person, and the lowest score at which a face was named. */
export interface Draw extends Shares {
  readonly rank1: number;
  readonly sureFrom: number;
}

const SHARES = [
  'right',
  'wrong',
  'likely',
  'unknown',
  'missedHidden',
  'missedUnlearned',
  'missedFar',
  'strangersSure',
  'strangersLikely',
] as const satisfies readonly (keyof Shares)[];
const SPREAD = ['rank1', ...SHARES, 'sureFrom'] as const;

/** The mean of each share over the draws. */
export function meanShares(draws: readonly Shares[]): Shares {
  const of = (key: keyof Shares) => round(mean(draws.map((draw) => draw[key])), 5);
  return {
    right: of('right'),
    wrong: of('wrong'),
    likely: of('likely'),
    unknown: of('unknown'),
    missedHidden: of('missedHidden'),
    missedUnlearned: of('missedUnlearned'),
    missedFar: of('missedFar'),
    strangersSure: of('strangersSure'),
    strangersLikely: of('strangersLikely'),
  };
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** Of the mean over the draws. They share photos, so it says little about other people. */
  readonly standardError: number;
}

/** The spread over the draws, by figure. */
export function spreadOf(draws: readonly Draw[]): Record<string, Spread> {
  return Object.fromEntries(
    SPREAD.map((key) => {
      const values = draws.map((draw) => draw[key]);
      const spread = { min: Math.min(...values), median: percentile(values, 0.5), max: Math.max(...values) };
      return [
        key,
        {
          min: round(spread.min, 4),
          median: round(spread.median, 4),
          max: round(spread.max, 4),
          standardError: round(standardErrorOf(values), 5),
        },
      ];
    }),
  );
}

/** 0 for fewer than two values. */
function standardErrorOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

const percent = (share: number, decimals = 1): string => `${(share * 100).toFixed(decimals)} %`;

/** One readable line: the mean of each figure and its standard error, with minimum, median and maximum. */
export function describeDraws(tags: number, draws: readonly Draw[]): string {
  const spread = spreadOf(draws);
  const part = (key: (typeof SPREAD)[number]) => {
    const { min = 0, median = 0, max = 0, standardError = 0 } = spread[key] ?? {};
    const decimals = key === 'strangersSure' ? 3 : 1;
    const error = draws.length < 2 ? '' : ` ± ${(standardError * 100).toFixed(decimals)}`;
    const range = [min, median, max].map((value) => percent(value, Math.min(decimals, 2))).join(' / ');
    return `${key} ${percent(mean(draws.map((draw) => draw[key])), decimals)}${error} (${range})`;
  };
  return `${tags} tag${tags === 1 ? '' : 's'} a person: ${SPREAD.map(part).join(', ')}`;
}
