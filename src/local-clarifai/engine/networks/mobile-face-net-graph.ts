import { type Filters, toFilters } from '../onnx/filters.js';
import { createGraphBuilder, type GraphBuilder, type Value } from '../onnx/graph-builder.js';
import { readTflite, TFLITE_OPERATOR, type TfliteOperator } from '../weights/read-tflite.js';
import type { Weight } from '../weights/read-weights.js';
import { MOBILE_FACE_NET_CROP_SIZE, MOBILE_FACE_NET_SIZE } from './mobile-face-net.js';

/** Too small to change a variance of 1, so that a batch normalisation is a factor per channel. */
const NO_EPSILON = 1e-30;

/**
 * MobileFaceNet (https://arxiv.org/abs/1804.07573): crops `[n, 3, 112, 112]`, normalised, to `[n, 192]`. The file has a
 * fixed batch of two; the graph takes any number of faces.
 * @param file the bytes of MobileFaceNet.tflite.
 */
export function buildMobileFaceNetGraph(file: Uint8Array): Uint8Array {
  const model = readTflite(file);
  const graph = createGraphBuilder('mobile-face-net');
  const size = MOBILE_FACE_NET_CROP_SIZE;
  const values = new Map<number, Value>([[model.input, graph.input('crops', ['faces', 3, size, size])]]);
  const computed = (tensor: number | undefined): Value => {
    const value = values.get(tensor ?? -1);
    if (value === undefined) throw new Error('MobileFaceNet uses a tensor before it is computed.');
    return value;
  };
  const { operators } = model;
  for (let at = 0; at < operators.length; at++) {
    const operator = operators[at] as TfliteOperator;
    const [first, second, third] = operator.inputs;
    let output = operator.outputs[0] as number;
    switch (operator.code) {
      case TFLITE_OPERATOR.convolution:
      case TFLITE_OPERATOR.depthwiseConvolution: {
        const isDepthwise = operator.code === TFLITE_OPERATOR.depthwiseConvolution;
        const weight = model.readFloats(second ?? -1);
        const filters = isDepthwise ? fromDepthwise(weight) : fromOutFirst(weight);
        const bias = model.readFloats(third ?? -1).values;
        values.set(output, addTfliteConvolution(graph, computed(first), operator, { filters, bias, isDepthwise }));
        break;
      }
      case TFLITE_OPERATOR.relu: {
        const prelu = operators.slice(at, at + PRELU.length);
        const slopes = model.readFloats(readPrelu(prelu)).values.map((value) => 2 * value);
        output = prelu.at(-1)?.outputs[0] as number;
        values.set(output, addPrelu(graph, computed(first), slopes));
        at += PRELU.length - 1;
        break;
      }
      case TFLITE_OPERATOR.add:
        values.set(output, graph.node('Add', [computed(first), computed(second)]));
        break;
      case TFLITE_OPERATOR.reshape:
        values.set(output, graph.node('Flatten', [computed(first)]));
        break;
      default:
        throw new Error(`MobileFaceNet has an operator that is not expected: ${operator.code}.`);
    }
  }
  return graph.finish('embeddings', computed(model.output), ['faces', MOBILE_FACE_NET_SIZE]);
}

/** TensorFlow's PReLU, written with simpler operators: relu(x) + c · (x − |x|), which is 2c · x below zero. */
const PRELU = [
  TFLITE_OPERATOR.relu,
  TFLITE_OPERATOR.absolute,
  TFLITE_OPERATOR.subtract,
  TFLITE_OPERATOR.multiply,
  TFLITE_OPERATOR.add,
] as const;

/** @returns the tensor of c. @throws Error if these operators are not a PReLU. */
function readPrelu(operators: readonly TfliteOperator[]): number {
  const slopes = operators[3]?.inputs[0];
  if (slopes === undefined || PRELU.some((code, i) => operators[i]?.code !== code)) {
    throw new Error('MobileFaceNet has a ReLU that is not part of a PReLU.');
  }
  return slopes;
}

/**
 * a · x + (1 − a) · relu(x), each factor as a batch normalisation: unlike PRelu, that keeps onnxruntime's blocked layout
 * (25.6 → 12.9 ms for two faces).
 */
function addPrelu(graph: GraphBuilder, input: Value, slopes: Float32Array): Value {
  const scaled = (value: Value, scales: Float32Array) => {
    const constant = (values: Float32Array) => graph.constant(values, [values.length]);
    const zeros = constant(new Float32Array(scales.length));
    const ones = constant(new Float32Array(scales.length).fill(1));
    return graph.node('BatchNormalization', [value, constant(scales), zeros, zeros, ones], { epsilon: NO_EPSILON });
  };
  const positive = graph.node('Relu', [input]);
  return graph.node('Add', [
    scaled(input, slopes),
    scaled(
      positive,
      slopes.map((slope) => 1 - slope),
    ),
  ]);
}

function addTfliteConvolution(
  graph: GraphBuilder,
  input: Value,
  { isValidPadding, stride }: TfliteOperator,
  { filters, bias, isDepthwise }: { filters: Filters; bias: Float32Array; isDepthwise: boolean },
): Value {
  const [out, , height, width] = filters.shape;
  const inputs = [input, graph.constant(filters.values, filters.shape), graph.constant(bias, [bias.length])];
  return graph.node('Conv', inputs, {
    kernel_shape: [height, width],
    strides: [stride, stride],
    auto_pad: isValidPadding ? 'VALID' : 'SAME_UPPER',
    group: isDepthwise ? out : 1,
  });
}

/** From TensorFlow Lite's order (out, height, width, in). */
function fromOutFirst({ shape, values }: Weight): Filters {
  const [out, height, width, into] = shape as [number, number, number, number];
  const perFilter = height * width * into;
  const turned = new Float32Array(values.length);
  for (let o = 0; o < out; o++) {
    const filter = values.subarray(o * perFilter, (o + 1) * perFilter);
    turned.set(toFilters({ shape: [height, width, into, 1], values: filter }).values, o * perFilter);
  }
  return { shape: [out, into, height, width], values: turned };
}

/** From TensorFlow Lite's order (1, height, width, channels). */
function fromDepthwise({ shape, values }: Weight): Filters {
  const [, height, width, channels] = shape as [number, number, number, number];
  return toFilters({ shape: [height, width, 1, channels], values });
}
