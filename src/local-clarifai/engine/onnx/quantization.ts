import type { Filters } from './filters.js';
import type { GraphBuilder, Value } from './graph-builder.js';

/** How numbers are stored as bytes: `(byte − zero) × scale`. What is beyond the bytes becomes the first or last of them. */
export interface ByteRange {
  readonly scale: number;
  readonly zero: number;
}

/** The range of bytes from `lowest` (at most 0) to `highest`; 0 is stored exactly, as padding with zeros needs it. */
export function byteRange(lowest: number, highest: number): ByteRange {
  const scale = (highest - lowest) / 255;
  return { scale, zero: Math.round(-lowest / scale) };
}

/**
 * Stores a value in bytes. In the graph it is a number again at once: onnxruntime runs what is between two such places with whole
 * numbers of 8 bits (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html, "QDQ").
 */
export function quantize(graph: GraphBuilder, value: Value, { scale, zero }: ByteRange): Value {
  const parameters = [graph.constant(Float32Array.of(scale), []), graph.smallIntegers(Uint8Array.of(zero), [])];
  const bytes = graph.node('QuantizeLinear', [value, ...parameters]);
  return graph.node('DequantizeLinear', [bytes, ...parameters]);
}

/** Filters in 8 bits, with a scale of its own for each output channel. */
export function quantizedFilters(graph: GraphBuilder, filters: Filters): Value {
  const scales = scalesOf(filters);
  const perFilter = filters.values.length / filters.shape[0];
  const whole = Int8Array.from(filters.values, (value, i) =>
    Math.round(value / (scales[Math.floor(i / perFilter)] as number)),
  );
  return dequantized(graph, graph.smallIntegers(whole, filters.shape), scales);
}

/** Bias in 32 bits, in units of what the sums of products are made of. */
export function quantizedBias(graph: GraphBuilder, bias: Float32Array, filters: Filters, inputScale: number): Value {
  const scales = scalesOf(filters).map((scale) => scale * inputScale);
  const whole = Int32Array.from(bias, (value, i) => Math.round(value / (scales[i] as number)));
  return dequantized(graph, graph.smallIntegers(whole, [whole.length]), scales);
}

function dequantized(graph: GraphBuilder, whole: Value, scales: Float32Array): Value {
  return graph.node('DequantizeLinear', [whole, graph.constant(scales, [scales.length])], { axis: 0 });
}

/** For each output channel, what 1 stands for when the filter's largest number is 127. */
function scalesOf({ shape, values }: Filters): Float32Array {
  const perFilter = values.length / shape[0];
  return Float32Array.from({ length: shape[0] }, (_, out) => {
    const filter = values.subarray(out * perFilter, (out + 1) * perFilter);
    const largest = filter.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return Math.max(largest, 1e-8) / 127;
  });
}
