/** The range of each layer's output, for storing it as bytes. */
export interface LayerRange {
  /** Largest value between the two convolutions. */
  readonly inner: number;
  /** Smallest and largest output of the second convolution. */
  readonly outer: readonly [lowest: number, highest: number];
  /** Largest value of the sum with the shortcut. */
  readonly sum: number;
}

/** Largest output of the first convolution. */
export const FIRST_LAYER_HIGHEST = 12.4;

/**
 * The ranges of each residual layer: the extremes over the 195 aligned faces of set A (docs/face-engine.md). Values outside them
 * are clipped.
 */
export const LAYER_RANGES: Readonly<Record<string, LayerRange>> = {
  conv32_1: { inner: 10.9, outer: [-11.6, 9.3], sum: 11.3 },
  conv32_2: { inner: 8.8, outer: [-11.1, 12.8], sum: 16.9 },
  conv32_3: { inner: 11.3, outer: [-12.1, 15.4], sum: 25.7 },
  conv64_down: { inner: 10.6, outer: [-7.2, 9.5], sum: 14.9 },
  conv64_1: { inner: 6.6, outer: [-6.6, 7.9], sum: 15.8 },
  conv64_2: { inner: 5.8, outer: [-7, 9.8], sum: 21.2 },
  conv64_3: { inner: 6, outer: [-7.3, 7.9], sum: 20.7 },
  conv128_down: { inner: 7.3, outer: [-4.6, 7.3], sum: 12.5 },
  conv128_1: { inner: 4.7, outer: [-5, 5.1], sum: 9.9 },
  conv128_2: { inner: 5.6, outer: [-5.9, 5.9], sum: 10.3 },
  conv256_down: { inner: 6.8, outer: [-6.5, 16.4], sum: 16.4 },
  conv256_1: { inner: 6, outer: [-11, 4.8], sum: 12.1 },
  conv256_2: { inner: 3.3, outer: [-3.1, 2.7], sum: 10.7 },
  conv256_down_out: { inner: 6.2, outer: [-3.6, 2.9], sum: 5.3 },
};
