import { addConvolution, SAME_PADDING, SAME_PADDING_STRIDE_2 } from '../onnx/convolution.js';
import { toDepthwiseFilters, toFilters } from '../onnx/filters.js';
import { createGraphBuilder, type GraphBuilder, type Value } from '../onnx/graph-builder.js';
import type { Weight, Weights } from '../weights/read-weights.js';
import { createWeightReader } from '../weights/read-weights.js';
import { LANDMARK_COUNT, LANDMARK_CROP_SIZE } from './landmarks.js';

type Reader = (name: string) => Weight;

/**
 * face-api's landmark network, four blocks of separable convolutions:
 * crops `[n, 3, 112, 112]`, normalised, to `[n, 136]`, x and y of each point as fractions of the crop.
 */
export function buildLandmarksGraph(weights: Weights): Uint8Array {
  const read = createWeightReader(weights);
  const graph = createGraphBuilder('landmarks');
  const input = graph.input('crops', ['faces', 3, LANDMARK_CROP_SIZE, LANDMARK_CROP_SIZE]);
  let value = addDenseBlock(graph, read, input, 'dense0');
  for (const name of ['dense1', 'dense2', 'dense3']) value = addDenseBlock(graph, read, value, name);
  const pooled = graph.node('Flatten', [graph.node('GlobalAveragePool', [value])]);
  const dense = read('fc/weights');
  const bias = read('fc/bias');
  const points = graph.node('Gemm', [
    pooled,
    graph.constant(dense.values, dense.shape),
    graph.constant(bias.values, bias.shape),
  ]);
  return graph.finish('points', points, ['faces', LANDMARK_COUNT * 2]);
}

/** The input of each layer is the sum of all earlier layers of the block. */
function addDenseBlock(graph: GraphBuilder, read: Reader, input: Value, name: string): Value {
  let sum =
    name === 'dense0' ? addFirstConvolution(graph, read, input) : addSeparable(graph, read, input, `${name}/conv0`, 2);
  // Only the first layer's output is clipped at zero before the sum.
  sum = graph.node('Relu', [sum]);
  let features = sum;
  for (const layer of ['conv1', 'conv2', 'conv3']) {
    sum = graph.node('Add', [sum, addSeparable(graph, read, features, `${name}/${layer}`, 1)]);
    features = graph.node('Relu', [sum]);
  }
  return features;
}

function addFirstConvolution(graph: GraphBuilder, read: Reader, input: Value): Value {
  return addConvolution(graph, input, {
    filters: toFilters(read('dense0/conv0/filters')),
    bias: read('dense0/conv0/bias').values,
    padding: SAME_PADDING_STRIDE_2,
    stride: 2,
  });
}

function addSeparable(graph: GraphBuilder, read: Reader, input: Value, name: string, stride: 1 | 2): Value {
  const depthwise = addConvolution(graph, input, {
    filters: toDepthwiseFilters(read(`${name}/depthwise_filter`)),
    padding: stride === 2 ? SAME_PADDING_STRIDE_2 : SAME_PADDING,
    stride,
    depthwise: true,
  });
  return addConvolution(graph, depthwise, {
    filters: toFilters(read(`${name}/pointwise_filter`)),
    bias: read(`${name}/bias`).values,
    padding: [0, 0, 0, 0],
  });
}
