import { addConvolution, NO_PADDING, SAME_PADDING, SAME_PADDING_STRIDE_2 } from '../onnx/convolution.js';
import { type Filters, scaleFilters, toDepthwiseFilters, toFilters } from '../onnx/filters.js';
import { createGraphBuilder, type GraphBuilder, type Value } from '../onnx/graph-builder.js';
import { byteRange, quantize } from '../onnx/quantization.js';
import type { Weight, Weights } from '../weights/read-weights.js';
import { createWeightReader } from '../weights/read-weights.js';
import { DETECTOR_NUMBERS_PER_ANCHOR } from './detector.js';

type Reader = (name: string) => Weight;

/** Anchors per cell, from the finest grid to the coarsest. */
const ANCHORS_PER_CELL = [3, 6, 6, 6, 6, 6] as const;

const BATCH_NORM_EPSILON = 0.001;
const CLASSES = 3;
const FACE_CLASS = 1;

/** Scale of normalised pixels, −1 to 1. */
const PICTURE_RANGE = byteRange(-1, 1);
/** Scale of the output of a ReLU6. */
const RELU6_RANGE = byteRange(0, 6);
/** This layer loses too much with 8-bit filters. */
const PRECISE_LAYER = 'MobilenetV1/Conv2d_1_pointwise';

/** One graph under construction. */
interface Build {
  readonly graph: GraphBuilder;
  readonly read: Reader;
  /** Whether it computes in 8-bit integers. */
  readonly inBytes: boolean;
}

/**
 * SSD with MobileNet v1 (https://arxiv.org/abs/1512.02325) as face-api stores it: pictures `[n, 3, height, width]`, normalised,
 * to `[n, anchors, 5]`. It was trained on 512 × 512; it runs on any multiple of 32, with a grid of that size.
 * @param inBytes in 8-bit integers, in a third of the time (docs/face-engine.md, “Whole numbers”). The heads, which compute the scores,
 * stay in floating point.
 */
export function buildDetectorGraph(weights: Weights, { inBytes = false } = {}): Uint8Array {
  const graph = createGraphBuilder('detector');
  const build: Build = { graph, read: createWeightReader(weights), inBytes };
  let value = graph.input('pictures', ['pictures', 3, 'height', 'width']);
  const features: Value[] = [];

  if (inBytes) value = quantize(graph, value, PICTURE_RANGE);
  value = addPlain(build, value, 'MobilenetV1/Conv2d_0_pointwise', 2, PICTURE_RANGE.scale);
  for (let layer = 1; layer <= 13; layer++) {
    value = addDepthwise(build, value, `MobilenetV1/Conv2d_${layer}_depthwise`, [2, 4, 6, 12].includes(layer) ? 2 : 1);
    value = addPlain(build, value, `MobilenetV1/Conv2d_${layer}_pointwise`, 1);
    if (layer === 11 || layer === 13) features.push(value);
  }
  for (let layer = 0; layer < 8; layer++) {
    const halves = layer % 2 === 1;
    value = addPlain(build, value, `Prediction/Conv2d_${layer}_pointwise`, halves ? 2 : 1);
    if (halves) features.push(value);
  }
  const predictions = features.map((feature, level) => addPrediction(build, feature, level));
  const anchors = graph.node('Concat', predictions, { axis: 1 });
  return graph.finish('anchors', anchors, ['pictures', 'anchors', DETECTOR_NUMBERS_PER_ANCHOR]);
}

function addPlain(build: Build, input: Value, name: string, stride: 1 | 2, inputScale = RELU6_RANGE.scale): Value {
  const { graph, read, inBytes } = build;
  const filters = toFilters(read(`${name}/weights`));
  const value = addConvolution(graph, input, {
    filters,
    bias: read(`${name}/convolution_bn_offset`).values,
    padding: filters.shape[2] === 1 ? NO_PADDING : SAME_PADDING_STRIDE_2,
    stride,
    inputScale: inBytes && name !== PRECISE_LAYER ? inputScale : undefined,
  });
  return relu6(build, value);
}

/** Folds the following batch normalisation into filters and bias. */
function addDepthwise({ graph, read, inBytes }: Build, input: Value, name: string, stride: 1 | 2): Value {
  const gamma = read(`${name}/BatchNorm/gamma`).values;
  const beta = read(`${name}/BatchNorm/beta`).values;
  const mean = read(`${name}/BatchNorm/moving_mean`).values;
  const variance = read(`${name}/BatchNorm/moving_variance`).values;
  const scales = gamma.map((value, i) => value / Math.sqrt((variance[i] as number) + BATCH_NORM_EPSILON));
  const value = addConvolution(graph, input, {
    filters: scaleFilters(toDepthwiseFilters(read(`${name}/depthwise_weights`)), scales),
    bias: beta.map((value, i) => value - (mean[i] as number) * (scales[i] as number)),
    padding: stride === 2 ? SAME_PADDING_STRIDE_2 : SAME_PADDING,
    stride,
    depthwise: true,
    inputScale: inBytes ? RELU6_RANGE.scale : undefined,
  });
  return relu6({ graph, inBytes }, value);
}

/** Box and score of every anchor of one grid as one convolution: `[n, cells × anchors per cell, 5]`. */
function addPrediction({ graph, read }: Build, features: Value, level: number): Value {
  const name = `Prediction/BoxPredictor_${level}`;
  const anchors = ANCHORS_PER_CELL[level] as number;
  const boxes = toFilters(read(`${name}/BoxEncodingPredictor/weights`));
  const boxBias = read(`${name}/BoxEncodingPredictor/biases`).values;
  const classes = toFilters(read(`${name}/ClassPredictor/weights`));
  const classBias = read(`${name}/ClassPredictor/biases`).values;

  const channels = boxes.shape[1];
  const values = new Float32Array(anchors * DETECTOR_NUMBERS_PER_ANCHOR * channels);
  const bias = new Float32Array(anchors * DETECTOR_NUMBERS_PER_ANCHOR);
  const copy = (from: Filters, fromBias: Float32Array, source: number, target: number) => {
    values.set(from.values.subarray(source * channels, (source + 1) * channels), target * channels);
    bias[target] = fromBias[source] as number;
  };
  for (let anchor = 0; anchor < anchors; anchor++) {
    const first = anchor * DETECTOR_NUMBERS_PER_ANCHOR;
    for (let edge = 0; edge < 4; edge++) copy(boxes, boxBias, anchor * 4 + edge, first + edge);
    copy(classes, classBias, anchor * CLASSES + FACE_CLASS, first + 4);
  }
  const filters: Filters = { shape: [anchors * DETECTOR_NUMBERS_PER_ANCHOR, channels, 1, 1], values };
  const predicted = addConvolution(graph, features, { filters, bias, padding: NO_PADDING });
  const channelsLast = graph.node('Transpose', [predicted], { perm: [0, 2, 3, 1] });
  return graph.node('Reshape', [channelsLast, graph.integers([0, -1, DETECTOR_NUMBERS_PER_ANCHOR])]);
}

/** Clips to 0–6. Storing as bytes does that by itself. */
function relu6({ graph, inBytes }: Pick<Build, 'graph' | 'inBytes'>, input: Value): Value {
  if (inBytes) return quantize(graph, input, RELU6_RANGE);
  const [lowest, highest] = [graph.constant(new Float32Array([0]), []), graph.constant(new Float32Array([6]), [])];
  return graph.node('Clip', [input, lowest, highest]);
}
