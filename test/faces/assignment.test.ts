import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignBest, type Pairing } from '../../src/faces/assignment.js';

/** The most any assignment can be worth, found by trying all of them. */
function bestTotal(rows: number, pairings: readonly Pairing[], row = 0, used: readonly number[] = []): number {
  if (row === rows) return 0;
  const options = pairings.filter((pairing) => pairing.row === row && !used.includes(pairing.column));
  return Math.max(
    bestTotal(rows, pairings, row + 1, used),
    ...options.map(({ column, score }) => score + bestTotal(rows, pairings, row + 1, [...used, column])),
  );
}

const scoreOf = (pairings: readonly Pairing[], row: number, column: number) =>
  pairings.find((pairing) => pairing.row === row && pairing.column === column)?.score;

/** Up to five rows and five columns with any of the pairings between them. */
const problem = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })).chain(([rows, columns]) =>
  fc
    .array(fc.option(fc.integer({ min: 1, max: 1000 }).map((score) => score / 1000)), {
      minLength: rows * columns,
      maxLength: rows * columns,
    })
    .map((scores) => ({
      rows,
      columns,
      pairings: scores.flatMap((score, index): Pairing[] =>
        score === null ? [] : [{ row: Math.floor(index / columns), column: index % columns, score }],
      ),
    })),
);

describe('assignBest', () => {
  it('is worth as much as the best of all assignments', () => {
    fc.assert(
      fc.property(problem, ({ rows, columns, pairings }) => {
        const chosen = assignBest(rows, columns, pairings);
        const total = chosen.reduce<number>(
          (sum, column, row) => sum + (column === undefined ? 0 : (scoreOf(pairings, row, column) ?? Number.NaN)),
          0,
        );
        expect(total).toBeCloseTo(bestTotal(rows, pairings), 9);
      }),
    );
  });

  it('uses only pairings that are there, and no column twice', () => {
    fc.assert(
      fc.property(problem, ({ rows, columns, pairings }) => {
        const chosen = assignBest(rows, columns, pairings);
        const used = chosen.filter((column) => column !== undefined);
        expect(chosen).toHaveLength(rows);
        expect(new Set(used).size).toBe(used.length);
        chosen.forEach((column, row) => {
          if (column !== undefined) expect(scoreOf(pairings, row, column)).toBeDefined();
        });
      }),
    );
  });

  it('gives up the best pairing of one row when both rows together are better off', () => {
    const pairings = [
      { row: 0, column: 0, score: 0.9 },
      { row: 0, column: 1, score: 0.8 },
      { row: 1, column: 0, score: 0.7 },
    ];
    expect(assignBest(2, 2, pairings)).toEqual([1, 0]);
  });

  it('copes with a hundred faces and a thousand people in well under a second', () => {
    const pairings = Array.from({ length: 100 * 1000 }, (_, index) => ({
      row: index % 100,
      column: Math.floor(index / 100),
      score: ((index * 7919) % 1000) / 1000,
    }));
    const start = performance.now();
    expect(assignBest(100, 1000, pairings).every((column) => column !== undefined)).toBe(true);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
