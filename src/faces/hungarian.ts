/** One possible pairing of row `row` with column `column`, worth `score` (> 0). */
export interface Pairing {
  readonly row: number;
  readonly column: number;
  readonly score: number;
}

/**
 * Chooses pairings so that no row and no column is used twice and the scores add up to the most possible.
 * A row may stay without a column. O(rows² × columns), a few milliseconds for a hundred rows.
 *
 * The Hungarian algorithm with potentials and shortest augmenting paths (Jonker and Volgenant, "A shortest augmenting path
 * algorithm for dense and sparse linear assignment problems", Computing 38, 1987). Each row also gets a column of its own
 * that stands for "nobody" and is worth nothing.
 * @returns for every row the chosen column, or undefined.
 */
export function assignBest(rows: number, columns: number, pairings: readonly Pairing[]): (number | undefined)[] {
  const width = columns + rows;
  const costs = Array.from({ length: rows }, () => new Float64Array(width));
  const possible = Array.from({ length: rows }, () => new Uint8Array(width));
  for (const { row, column, score } of pairings) {
    const cost = costs[row];
    const allowed = possible[row];
    if (cost === undefined || allowed === undefined || score <= 0) continue;
    cost[column] = -score;
    allowed[column] = 1;
  }

  // Rows and columns count from 1 here; 0 is the start of every search.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(width + 1);
  const rowOfColumn = new Int32Array(width + 1);
  const cameFrom = new Int32Array(width + 1);
  for (let row = 1; row <= rows; row++) {
    const slack = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const done = new Uint8Array(width + 1);
    let column = 0;
    rowOfColumn[0] = row;
    do {
      done[column] = 1;
      const current = at(rowOfColumn, column);
      const currentCosts = costs[current - 1];
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let candidate = 1; candidate <= width; candidate++) {
        if (done[candidate] === 1) continue;
        const reduced =
          at(currentCosts ?? [], candidate - 1) - at(rowPotential, current) - at(columnPotential, candidate);
        if (reduced < at(slack, candidate)) {
          slack[candidate] = reduced;
          cameFrom[candidate] = column;
        }
        if (at(slack, candidate) < step) {
          step = at(slack, candidate);
          next = candidate;
        }
      }
      for (let each = 0; each <= width; each++) {
        if (done[each] === 1) {
          const owner = at(rowOfColumn, each);
          rowPotential[owner] = at(rowPotential, owner) + step;
          columnPotential[each] = at(columnPotential, each) - step;
        } else {
          slack[each] = at(slack, each) - step;
        }
      }
      column = next;
    } while (rowOfColumn[column] !== 0);
    while (column !== 0) {
      const previous = at(cameFrom, column);
      rowOfColumn[column] = at(rowOfColumn, previous);
      column = previous;
    }
  }

  const chosen = new Array<number | undefined>(rows).fill(undefined);
  for (let column = 0; column < columns; column++) {
    const row = at(rowOfColumn, column + 1) - 1;
    if (row >= 0 && possible[row]?.[column] === 1) chosen[row] = column;
  }
  return chosen;
}

/** Reads a cell that exists by construction. */
function at(cells: ArrayLike<number>, index: number): number {
  return cells[index] ?? 0;
}
