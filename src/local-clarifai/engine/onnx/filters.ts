import type { Weight } from '../weights/read-weights.js';

/** Filters in ONNX's order: out, in, height, width. */
export interface Filters {
  readonly shape: readonly [out: number, into: number, height: number, width: number];
  readonly values: Float32Array;
}

/** Turns TensorFlow's order (height, width, in, out) into ONNX's. */
export function toFilters({ shape, values }: Weight): Filters {
  const [height, width, into, out] = shape as [number, number, number, number];
  const cells = height * width;
  const turned = new Float32Array(values.length);
  let at = 0;
  for (let cell = 0; cell < cells; cell++) {
    for (let i = 0; i < into; i++) {
      for (let o = 0; o < out; o++) turned[(o * into + i) * cells + cell] = values[at++] as number;
    }
  }
  return { shape: [out, into, height, width], values: turned };
}

/** Turns TensorFlow's depthwise filters (height, width, channels, 1) into ONNX's, one group per channel. */
export function toDepthwiseFilters({ shape, values }: Weight): Filters {
  const [height, width, channels] = shape as [number, number, number, number];
  return toFilters({ shape: [height, width, 1, channels], values });
}

/** Scales the output of each filter, so that a scale after the convolution costs nothing. */
export function scaleFilters(filters: Filters, scales: Float32Array): Filters {
  const perFilter = filters.values.length / filters.shape[0];
  return { shape: filters.shape, values: filters.values.map((v, i) => v * (scales[Math.floor(i / perFilter)] ?? 1)) };
}
