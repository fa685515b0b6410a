import { mean, percentile, round } from './statistics.js';

/** How the faces of one draw were named, each as a share 0–1 of the known people or of the strangers. */
export interface Shares {
  readonly right: number;
  readonly wrong: number;
  readonly likely: number;
  readonly unknown: number;
  readonly strangersSure: number;
  readonly strangersLikely: number;
}

/** The shares of one draw, how often the best candidate is the right person, and the lowest score at which a face was named. */
export interface Draw extends Shares {
  readonly rank1: number;
  readonly sureFrom: number;
}

const SHARES = ['right', 'wrong', 'likely', 'unknown', 'strangersSure', 'strangersLikely'] as const;
const SPREAD = ['rank1', ...SHARES, 'sureFrom'] as const;

export function meanShares(draws: readonly Shares[]): Shares {
  const of = (key: keyof Shares) => round(mean(draws.map((draw) => draw[key])), 4);
  return {
    right: of('right'),
    wrong: of('wrong'),
    likely: of('likely'),
    unknown: of('unknown'),
    strangersSure: of('strangersSure'),
    strangersLikely: of('strangersLikely'),
  };
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The spread over the draws, by figure. */
export function spreadOf(draws: readonly Draw[]): Record<string, Spread> {
  return Object.fromEntries(
    SPREAD.map((key) => {
      const values = draws.map((draw) => draw[key]);
      const spread = { min: Math.min(...values), median: percentile(values, 0.5), max: Math.max(...values) };
      return [key, { min: round(spread.min, 4), median: round(spread.median, 4), max: round(spread.max, 4) }];
    }),
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** One readable line: the mean of each figure, with minimum, median and maximum. */
export function describeDraws(tags: number, draws: readonly Draw[]): string {
  const spread = spreadOf(draws);
  const part = (key: (typeof SPREAD)[number]) => {
    const { min = 0, median = 0, max = 0 } = spread[key] ?? {};
    return `${key} ${percent(mean(draws.map((draw) => draw[key])))} (${[min, median, max].map(percent).join(' / ')})`;
  };
  return `${tags} tag${tags === 1 ? '' : 's'} a person: ${SPREAD.map(part).join(', ')}`;
}
