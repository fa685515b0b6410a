import {
  addConvolution,
  type Filters,
  NO_PADDING,
  type Padding,
  SAME_PADDING,
  scaleFilters,
  toFilters,
} from '../onnx/convolution.js';
import { createGraphBuilder, type GraphBuilder, type Value } from '../onnx/graph-builder.js';
import type { Weight, Weights } from '../weights/read-weights.js';
import { createWeightReader } from '../weights/read-weights.js';
import { CROP_SIZE, EMBEDDING_SIZE } from './embedder.js';

type Reader = (name: string) => Weight;

/**
 * dlib's ResNet of 29 layers (http://dlib.net/face_recognition.py.html) as face-api stores it:
 * chips `[n, 3, 150, 150]`, normalised, to embeddings `[n, 128]`.
 */
export function buildEmbedderGraph(weights: Weights): Uint8Array {
  const read = createWeightReader(weights);
  const graph = createGraphBuilder('embedder');
  const input = graph.input('chips', ['faces', 3, CROP_SIZE, CROP_SIZE]);
  let value = relu(graph, convolve(graph, read, input, 'conv32_down', NO_PADDING, 2));
  value = graph.node('MaxPool', [value], { kernel_shape: [3, 3], strides: [2, 2] });
  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) value = addResidual(graph, read, value, name);
  value = addResidualDown(graph, read, value, 'conv64_down', { newChannels: 32, padsOutput: false });
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) value = addResidual(graph, read, value, name);
  value = addResidualDown(graph, read, value, 'conv128_down', { newChannels: 64, padsOutput: false });
  for (const name of ['conv128_1', 'conv128_2']) value = addResidual(graph, read, value, name);
  value = addResidualDown(graph, read, value, 'conv256_down', { newChannels: 128, padsOutput: true });
  for (const name of ['conv256_1', 'conv256_2']) value = addResidual(graph, read, value, name);
  value = addResidualDown(graph, read, value, 'conv256_down_out', { newChannels: 0, padsOutput: true });
  const pooled = graph.node('Flatten', [graph.node('GlobalAveragePool', [value])]);
  const dense = read('fc');
  const embeddings = graph.node('MatMul', [pooled, graph.constant(dense.values, dense.shape)]);
  return graph.finish('embeddings', embeddings, ['faces', EMBEDDING_SIZE]);
}

/** A convolution and the scale and offset that follow it, as one. */
function convolve(graph: GraphBuilder, read: Reader, input: Value, name: string, padding: Padding, stride = 1): Value {
  const scales = read(`${name}/scale/weights`).values;
  const offsets = read(`${name}/scale/biases`).values;
  const biases = read(`${name}/conv/bias`).values;
  const filters: Filters = scaleFilters(toFilters(read(`${name}/conv/filters`)), scales);
  const bias = biases.map((value, i) => value * (scales[i] as number) + (offsets[i] as number));
  return addConvolution(graph, input, { filters, bias, padding, stride });
}

function addResidual(graph: GraphBuilder, read: Reader, input: Value, name: string): Value {
  const inner = relu(graph, convolve(graph, read, input, `${name}/conv1`, SAME_PADDING));
  const out = convolve(graph, read, inner, `${name}/conv2`, SAME_PADDING);
  return relu(graph, graph.node('Add', [out, input]));
}

/** Halves the size; the shortcut is averaged 2×2, and zeros stand in for the channels it does not have. */
function addResidualDown(
  graph: GraphBuilder,
  read: Reader,
  input: Value,
  name: string,
  shape: { readonly newChannels: number; readonly padsOutput: boolean },
): Value {
  const inner = relu(graph, convolve(graph, read, input, `${name}/conv1`, NO_PADDING, 2));
  let out = convolve(graph, read, inner, `${name}/conv2`, SAME_PADDING);
  // The convolution yields one row and column less than the pooling where the size is even.
  if (shape.padsOutput) out = graph.node('Pad', [out, graph.integers([0, 0, 0, 0, 0, 0, 1, 1])]);
  let shortcut = graph.node('AveragePool', [input], { kernel_shape: [2, 2], strides: [2, 2] });
  if (shape.newChannels > 0) {
    shortcut = graph.node('Pad', [shortcut, graph.integers([0, 0, 0, 0, 0, shape.newChannels, 0, 0])]);
  }
  return relu(graph, graph.node('Add', [out, shortcut]));
}

function relu(graph: GraphBuilder, input: Value): Value {
  return graph.node('Relu', [input]);
}
