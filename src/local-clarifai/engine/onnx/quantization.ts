import type { Filters } from './filters.js';
import type { GraphBuilder, Value } from './graph-builder.js';

/** How numbers are stored as bytes: `(byte − zero) × scale`. Values outside the range are clipped. */
export interface ByteRange {
  readonly scale: number;
  readonly zero: number;
}

/** The scale for values from `lowest` (at most 0) to `highest`. 0 is stored exactly, because of zero padding. */
export function byteRange(lowest: number, highest: number): ByteRange {
  const scale = (highest - lowest) / 255;
  return { scale, zero: Math.round(-lowest / scale) };
}

/**
 * Quantises a value to bytes and back. onnxruntime computes the operators between two such places in 8-bit integers
 * (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html, "QDQ").
 */
export function quantize(graph: GraphBuilder, value: Value, { scale, zero }: ByteRange): Value {
  const parameters = [graph.constant(Float32Array.of(scale), []), graph.smallIntegers(Uint8Array.of(zero), [])];
  const bytes = graph.node('QuantizeLinear', [value, ...parameters]);
  return graph.node('DequantizeLinear', [bytes, ...parameters]);
}

/** 8-bit filters, with one scale per output channel. */
export function quantizedFilters(graph: GraphBuilder, filters: Filters): Value {
  const scales = scalesOf(filters);
  const perFilter = filters.values.length / filters.shape[0];
  const whole = Int8Array.from(filters.values, (value, i) =>
    Math.round(value / (scales[Math.floor(i / perFilter)] as number)),
  );
  return dequantized(graph, graph.smallIntegers(whole, filters.shape), scales);
}

/** 32-bit bias, in the units of the sums of products. */
export function quantizedBias(graph: GraphBuilder, bias: Float32Array, filters: Filters, inputScale: number): Value {
  const scales = scalesOf(filters).map((scale) => scale * inputScale);
  const whole = Int32Array.from(bias, (value, i) => Math.round(value / (scales[i] as number)));
  return dequantized(graph, graph.smallIntegers(whole, [whole.length]), scales);
}

function dequantized(graph: GraphBuilder, whole: Value, scales: Float32Array): Value {
  return graph.node('DequantizeLinear', [whole, graph.constant(scales, [scales.length])], { axis: 0 });
}

/** The scale of each output channel, so that its filter's largest number becomes 127. */
function scalesOf({ shape, values }: Filters): Float32Array {
  const perFilter = values.length / shape[0];
  return Float32Array.from({ length: shape[0] }, (_, out) => {
    const filter = values.subarray(out * perFilter, (out + 1) * perFilter);
    const largest = filter.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return Math.max(largest, 1e-8) / 127;
  });
}
