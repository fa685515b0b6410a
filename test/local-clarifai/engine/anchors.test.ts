import { beforeAll, describe, expect, it } from 'vitest';
import { type Anchor, createAnchors } from '../../../src/local-clarifai/engine/geometry/anchors.js';
import { findModelPackage } from '../../../src/local-clarifai/engine/weights/model-package.js';
import { readWeights } from '../../../src/local-clarifai/engine/weights/read-weights.js';

describe('anchors of the detector', () => {
  let stored: Float32Array;

  beforeAll(async () => {
    const { folder } = await findModelPackage();
    stored = (await readWeights(folder, 'ssd_mobilenetv1_model')).get('Output/extra_dim')?.values ?? new Float32Array();
  });

  it('are those the model was trained with', () => {
    const anchors = createAnchors(32, 32);
    expect(stored.length).toBe(anchors.length * 4);
    anchors.forEach(({ centerX, centerY, width, height }, i) => {
      const expected = [centerY - height / 2, centerX - width / 2, centerY + height / 2, centerX + width / 2];
      expected.forEach((edge, n) => {
        expect(Math.abs((stored[i * 4 + n] as number) - edge)).toBeLessThan(1e-5);
      });
    });
  });

  it('of a part of the square are those of the full square that lie on it', () => {
    const onPart = ({ centerX, centerY }: Anchor) => centerX < 1 && centerY < 0.75;
    const part = createAnchors(32, 24);
    const full = createAnchors(32, 32).filter(onPart);
    // The coarsest grids reach over the edge by part of a cell.
    expect(part.filter(onPart)).toEqual(full);
    expect(part.length - full.length).toBeLessThan(20);
  });
});
