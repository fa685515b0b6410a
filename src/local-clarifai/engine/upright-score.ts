/*
 * A logistic regression (ridge of 4) on 1,062 faces seen upright and 672 on their side or upside down: of sets A and C, each
 * photo all four ways up, and of drawn people (docs/face-engine.md, “Other ways up”).
 */
const BIAS = -17.67;
const DISTANCE_WEIGHT = 35.4;
/** One weight for each number of an embedding of the first network. */
const WEIGHTS = [
  3.29, 3.94, -0.99, 1.29, 1.61, 4.22, -0.69, 0.93, 1.46, 1.11, 5.58, 0.27, -1.98, 0.31, -0.11, -0.46, -1.85, 2.59,
  2.28, 1.07, 2.67, -5.54, -0.23, 0.48, -3.22, -2.09, 1.7, -2.4, 1.16, -4, -2.42, -1.91, 1.35, 1.3, -3.56, -1.23, 1.18,
  1.98, -3.32, 0.59, 3.4, 1.15, -3.85, -2.17, -0.5, 3.13, 3.94, -3.09, -1.4, 0.57, 1.42, -3.2, -3.57, 0.47, -0.53,
  -0.15, -2.34, -2.22, -1.94, 0.87, -0.75, 1.81, -1.31, 1.72, 0.35, 2.29, 1.13, 3.49, 1.41, 0.4, -0.41, -2.57, 2.26,
  0.04, -1.81, 0.9, 0.18, -0.29, 1.13, -0.7, 2.21, -1.01, 1.74, -0.66, -1.34, 0.31, 0.5, 4.46, -1.23, 0.48, 1.63, -0.26,
  -1.97, 1.4, 1.46, 4.09, -0.78, 0.27, 0.09, -0.73, 0.75, 1.45, -0.8, -2.33, -0.35, -2.52, -0.44, -2.49, 0.09, -1.62,
  0.86, 1.62, 0.64, -1.92, -0.69, 0.97, 2.3, -1.02, -1.51, -3.06, 1.13, -3.33, -1.51, 2, -1.07, -0.78, -1.33, -1.87,
] as const;

/**
 * The log-odds that a face is upright, from its embedding.
 * @param embedding of the first network. @param nonFaceDistance its distance from those of non-faces.
 */
export function uprightScore(embedding: Float32Array, nonFaceDistance: number): number {
  return WEIGHTS.reduce(
    (sum, weight, i) => sum + weight * (embedding[i] as number),
    BIAS + DISTANCE_WEIGHT * nonFaceDistance,
  );
}
