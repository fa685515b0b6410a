import { beforeAll, describe, expect, it } from 'vitest';
import { type Anchor, anchorAt } from '../../../src/local-clarifai/engine/geometry/anchors.js';
import { findModelPackage } from '../../../src/local-clarifai/engine/weights/model-package.js';
import { readWeights } from '../../../src/local-clarifai/engine/weights/read-weights.js';

const anchorsOf = (count: number, columns: number, rows: number) =>
  Array.from({ length: count }, (_, i) => anchorAt(i, { columns, rows }));

describe('anchors of the detector', () => {
  let stored: Float32Array;

  beforeAll(async () => {
    const { folder } = await findModelPackage();
    stored = (await readWeights(folder, 'ssd_mobilenetv1_model')).get('Output/extra_dim')?.values ?? new Float32Array();
  });

  it('are those the model was trained with', () => {
    const anchors = anchorsOf(5118, 32, 32);
    expect(stored.length).toBe(anchors.length * 4);
    expect(() => anchorAt(5118, { columns: 32, rows: 32 })).toThrow(RangeError);
    anchors.forEach(({ centerX, centerY, width, height }, i) => {
      const expected = [centerY - height / 2, centerX - width / 2, centerY + height / 2, centerX + width / 2];
      expected.forEach((edge, n) => {
        expect(Math.abs((stored[i * 4 + n] as number) - edge)).toBeLessThan(1e-5);
      });
    });
  });

  it('of a part of the square are those of the full square that lie on it', () => {
    const onPart = ({ centerX, centerY }: Anchor) => centerX < 1 && centerY < 0.75;
    // 32 × 24 cells with 3 anchors; 16 × 12, 8 × 6, 4 × 3, 2 × 2 and 1 × 1 with 6.
    const part = anchorsOf(2304 + 1152 + 288 + 72 + 24 + 6, 32, 24);
    const full = anchorsOf(5118, 32, 32).filter(onPart);
    // The coarsest grids reach over the edge by part of a cell.
    expect(part.filter(onPart)).toEqual(full);
    expect(part.length - full.length).toBeLessThan(20);
  });
});
