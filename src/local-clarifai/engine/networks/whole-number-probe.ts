import { addConvolution, NO_PADDING } from '../onnx/convolution.js';
import type { Filters } from '../onnx/filters.js';
import { createGraphBuilder, type Value } from '../onnx/graph-builder.js';
import { byteRange, quantize } from '../onnx/quantization.js';

const CHANNELS = 64;
const UNIT_RANGE = byteRange(0, 1);

/**
 * A graph of means of means in 8-bit integers. For an input of ones, `[1, 64, 6, 6]`, its output is ones. Its products are the largest
 * possible, and the sum of two does not fit 16 bits. Processors without VNNI (Intel and AMD before about 2020) saturate such sums and
 * give half or less.
 */
export function buildWholeNumberProbe(): Uint8Array {
  const graph = createGraphBuilder('whole-number-probe');
  const average = (input: Value, shape: Filters['shape'], depthwise = false): Value => {
    const count = shape[1] * shape[2] * shape[3];
    const filters: Filters = { shape, values: new Float32Array(shape[0] * count).fill(1 / count) };
    const inputScale = UNIT_RANGE.scale;
    return quantize(
      graph,
      addConvolution(graph, input, { filters, padding: NO_PADDING, depthwise, inputScale }),
      UNIT_RANGE,
    );
  };
  let value = quantize(graph, graph.input('ones', [1, CHANNELS, 6, 6]), UNIT_RANGE);
  value = average(value, [CHANNELS, CHANNELS, 1, 1]);
  value = average(value, [CHANNELS, CHANNELS, 3, 3]);
  value = average(value, [CHANNELS, 1, 3, 3], true);
  return graph.finish('means', value, [1, CHANNELS, 2, 2]);
}
