import type { Filters } from './filters.js';
import type { GraphBuilder, Value } from './graph-builder.js';
import { quantizedBias, quantizedFilters } from './quantization.js';

/** Padding around the input, in ONNX's order: top, left, bottom, right. */
export type Padding = readonly [top: number, left: number, bottom: number, right: number];

export const NO_PADDING: Padding = [0, 0, 0, 0];
/** What TensorFlow calls "same", for a 3×3 kernel with stride 1. */
export const SAME_PADDING: Padding = [1, 1, 1, 1];
/**
 * What TensorFlow calls "same", for a 3×3 kernel with stride 2 on an even size (there the second row and column are never
 * reached). On an odd size it keeps the grid where it is and rounds the output's size up.
 */
export const SAME_PADDING_STRIDE_2: Padding = [0, 0, 2, 2];

/**
 * Adds a convolution; `depthwise` if every filter sees only one channel. If the scale of an 8-bit input is given, its filters have
 * 8 bits too.
 */
export function addConvolution(
  graph: GraphBuilder,
  input: Value,
  options: {
    readonly filters: Filters;
    readonly bias?: Float32Array;
    readonly padding: Padding;
    readonly stride?: number;
    readonly depthwise?: boolean;
    readonly inputScale?: number | undefined;
  },
): Value {
  const { filters, bias, padding, stride = 1, depthwise = false, inputScale } = options;
  const [out, , height, width] = filters.shape;
  const inputs = [input];
  if (inputScale === undefined) {
    inputs.push(graph.constant(filters.values, filters.shape));
    if (bias !== undefined) inputs.push(graph.constant(bias, [bias.length]));
  } else {
    inputs.push(quantizedFilters(graph, filters));
    if (bias !== undefined) inputs.push(quantizedBias(graph, bias, filters, inputScale));
  }
  return graph.node('Conv', inputs, {
    kernel_shape: [height, width],
    strides: [stride, stride],
    pads: padding,
    group: depthwise ? out : 1,
  });
}
