import { describe, expect, it } from 'vitest';
import { thresholdsFor } from '../../src/faces/thresholds.js';

describe('thresholdsFor', () => {
  it('takes the local engine’s scores for the probabilities they are', () => {
    expect(thresholdsFor({ engine: 'local-face' })).toMatchObject({ sure: 0.9, likely: 0.5 });
  });

  it('is harder to convince by an engine whose scores are votes', () => {
    const local = thresholdsFor({ engine: 'local-face' });
    const hosted = thresholdsFor({ engine: 'general-face-detection' });
    expect(hosted.sure).toBeGreaterThan(local.sure);
    expect(hosted.margin).toBeGreaterThan(local.margin);
  });

  it('lets the operator move either threshold', () => {
    expect(thresholdsFor({ engine: 'local-face' }, { sure: 0.97 })).toMatchObject({ sure: 0.97, likely: 0.5 });
    expect(thresholdsFor({ engine: 'local-face' }, { likely: 0.7 })).toMatchObject({ sure: 0.9, likely: 0.7 });
  });

  it.each([{ sure: 0.3 }, { likely: 0.95 }])('keeps "likely" at or below "sure" with %o', (overrides) => {
    const { sure, likely } = thresholdsFor({ engine: 'local-face' }, overrides);
    expect(likely).toBeLessThanOrEqual(sure);
    expect({ sure, likely }).toMatchObject(overrides);
  });
});
