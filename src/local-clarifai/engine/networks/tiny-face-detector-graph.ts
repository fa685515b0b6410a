import { addConvolution, NO_PADDING, SAME_PADDING } from '../onnx/convolution.js';
import { toDepthwiseFilters, toFilters } from '../onnx/filters.js';
import { createGraphBuilder, type GraphBuilder, type Value } from '../onnx/graph-builder.js';
import type { Weight, Weights } from '../weights/read-weights.js';
import { createWeightReader } from '../weights/read-weights.js';
import { TINY_INPUT_SIZE, TINY_NUMBERS_PER_ANCHOR } from './tiny-face-detector.js';

type Reader = (name: string) => Weight;

/**
 * face-api's "tiny" detector, of the YOLO v2 kind: pictures `[n, 3, 224, 224]`, normalised, to `[n, 25, 7, 7]`,
 * five numbers for each of five anchors in each of 7 × 7 cells.
 */
export function buildTinyFaceDetectorGraph(weights: Weights): Uint8Array {
  const read = createWeightReader(weights);
  const graph = createGraphBuilder('close-detector');
  const input = graph.input('pictures', ['pictures', 3, TINY_INPUT_SIZE, TINY_INPUT_SIZE]);
  let value = addConvolution(graph, input, {
    filters: toFilters(read('conv0/filters')),
    bias: read('conv0/bias').values,
    padding: NO_PADDING,
  });
  value = halve(graph, leakyRelu(graph, value));
  for (const name of ['conv1', 'conv2', 'conv3', 'conv4']) value = halve(graph, addSeparable(graph, read, value, name));
  value = addSeparable(graph, read, value, 'conv5');
  value = graph.node('MaxPool', [value], { kernel_shape: [2, 2], strides: [1, 1], auto_pad: 'SAME_UPPER' });
  value = addConvolution(graph, value, {
    filters: toFilters(read('conv8/filters')),
    bias: read('conv8/bias').values,
    padding: NO_PADDING,
  });
  return graph.finish('cells', value, ['pictures', 5 * TINY_NUMBERS_PER_ANCHOR, 7, 7]);
}

function addSeparable(graph: GraphBuilder, read: Reader, input: Value, name: string): Value {
  const depthwise = addConvolution(graph, input, {
    filters: toDepthwiseFilters(read(`${name}/depthwise_filter`)),
    padding: SAME_PADDING,
    depthwise: true,
  });
  const pointwise = addConvolution(graph, depthwise, {
    filters: toFilters(read(`${name}/pointwise_filter`)),
    bias: read(`${name}/bias`).values,
    padding: NO_PADDING,
  });
  return leakyRelu(graph, pointwise);
}

function leakyRelu(graph: GraphBuilder, input: Value): Value {
  return graph.node('LeakyRelu', [input], { alpha: 0.1 });
}

function halve(graph: GraphBuilder, input: Value): Value {
  return graph.node('MaxPool', [input], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' });
}
