import { genMatrix, munkres } from 'munkres';

/** One possible pairing of row `row` with column `column`, worth `score` (> 0). */
export interface Pairing {
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

/**
 * Chooses pairings so that no row and no column is used twice and the scores add up to the most possible.
 * A row may stay without a column. O(rows² × columns).
 * @returns for every row the chosen column, or undefined.
 */
export function assignBest(rows: number, columns: number, pairings: readonly Pairing[]): (number | undefined)[] {
  const chosen = new Array<number | undefined>(rows).fill(undefined);
  if (rows === 0) return chosen;
  // Each row also gets a column of its own that stands for "unknown" and costs nothing.
  const costs = genMatrix(rows, columns + rows, () => 0);
  for (const { row, column, score } of pairings) {
    const ofRow = costs[row];
    if (ofRow !== undefined) ofRow[column] = -score;
  }
  for (const [row, column] of munkres(costs)) if ((costs[row]?.[column] ?? 0) < 0) chosen[row] = column;
  return chosen;
}
