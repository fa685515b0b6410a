import { embeddingDistance } from '../engine/embedding.js';

/** How a search compares embeddings. */
export type Metric = 'euclidean' | 'cosine';

/**
 * The similarity of two embeddings, to rank the hits of a search: 0–1, and 1 for equal ones. It is not a probability; for that
 * see recognition/score.ts.
 */
export function similarity(a: Float32Array, b: Float32Array, metric: Metric): number {
  return metric === 'cosine' ? Math.max(0, cosine(a, b)) : 1 / (1 + embeddingDistance(a, b));
}

/** Cosine similarity, -1 to 1; 0 if an embedding has length 0. */
function cosine(a: Float32Array, b: Float32Array): number {
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  return lengths === 0 ? 0 : a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / lengths;
}
