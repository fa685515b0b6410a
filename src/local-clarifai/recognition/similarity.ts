import { embeddingDistance } from '../engine/embedding.js';

/** How a search compares embeddings. */
export type Metric = 'euclidean' | 'cosine';

/**
 * How alike two embeddings are, for ordering the hits of a search: 1 for the same, towards 0 the further apart. It is not
 * a probability; recognition/score.ts makes those.
 */
export function similarity(a: Float32Array, b: Float32Array, metric: Metric): number {
  return metric === 'cosine' ? Math.max(0, cosine(a, b)) : 1 / (1 + embeddingDistance(a, b));
}

/** Cosine of the angle between them, -1 to 1; 0 when one has no length. */
function cosine(a: Float32Array, b: Float32Array): number {
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  return lengths === 0 ? 0 : a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / lengths;
}
