import { genMatrix, munkres } from 'munkres';

/** One possible pairing of row `row` with column `column`, worth `score` (> 0). */
export interface Pairing {
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

/**
 * Chooses the pairings with the highest total score in which no row and no column is used twice.
 * A row may stay unpaired. O(rows² × columns).
 * @returns for every row the chosen column, or undefined.
 */
export function assignBest(rows: number, columns: number, pairings: readonly Pairing[]): (number | undefined)[] {
  const chosen = new Array<number | undefined>(rows).fill(undefined);
  if (rows === 0) return chosen;
  // Each row also gets its own "unknown" column, at no cost.
  const costs = genMatrix(rows, columns + rows, () => 0);
  for (const { row, column, score } of pairings) {
    const ofRow = costs[row];
    if (ofRow !== undefined) ofRow[column] = -score;
  }
  for (const [row, column] of munkres(costs)) if ((costs[row]?.[column] ?? 0) < 0) chosen[row] = column;
  return chosen;
}
