import { describe, expect, it } from 'vitest';
import { decodeAnchors } from '../../../src/local-clarifai/engine/networks/detector.js';
import { decodeCells } from '../../../src/local-clarifai/engine/networks/tiny-face-detector.js';

const logit = (score: number) => Math.log(score / (1 - score));

describe('reading the detector', () => {
  /** One cell in every grid; the first anchor is in the middle of a cell of 1/32, and 0.1 wide and high. */
  const grid = { columns: 1, rows: 1 };

  it('moves and stretches anchors', () => {
    const numbers = Float32Array.from([1, -2, 5 * Math.log(3), 5 * Math.log(2), logit(0.9)]);
    const [box] = decodeAnchors(numbers, grid, 0.3);
    expect(box?.score).toBeCloseTo(0.9, 5);
    // Centre moved by a tenth of the anchor for each unit: down 0.01, left 0.02; three times as high, twice as wide.
    expect(box?.left).toBeCloseTo(1 / 64 - 0.02 - 0.1, 5);
    expect(box?.right).toBeCloseTo(1 / 64 - 0.02 + 0.1, 5);
    expect(box?.top).toBeCloseTo(1 / 64 + 0.01 - 0.15, 5);
    expect(box?.bottom).toBeCloseTo(1 / 64 + 0.01 + 0.15, 5);
  });

  it('leaves unlikely ones out', () => {
    expect(decodeAnchors(Float32Array.from([0, 0, 0, 0, logit(0.29)]), grid, 0.3)).toEqual([]);
    expect(decodeAnchors(Float32Array.from([0, 0, 0, 0, logit(0.31)]), grid, 0.3)).toHaveLength(1);
  });
});

describe('reading the close detector', () => {
  it('finds the box of one cell and anchor', () => {
    const planes = new Float32Array(25 * 49).fill(-20);
    const cell = 3 * 7 + 2;
    // Second anchor: 6.041143 × 7.080126 cells.
    for (const [n, value] of [0, 0, 0, Math.log(0.5), logit(0.8)].entries()) planes[(5 + n) * 49 + cell] = value;
    const boxes = decodeCells(planes, 0.4);
    expect(boxes).toHaveLength(1);
    const [box] = boxes;
    expect(box?.score).toBeCloseTo(0.8, 5);
    expect(((box?.left ?? 0) + (box?.right ?? 0)) / 2).toBeCloseTo(2.5 / 7, 5);
    expect(((box?.top ?? 0) + (box?.bottom ?? 0)) / 2).toBeCloseTo(3.5 / 7, 5);
    expect((box?.right ?? 0) - (box?.left ?? 0)).toBeCloseTo(6.041143 / 7, 5);
    expect((box?.bottom ?? 0) - (box?.top ?? 0)).toBeCloseTo(7.080126 / 14, 5);
  });
});
