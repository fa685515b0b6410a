import { FIRST_PART_SIZE } from '../embedding.js';
import { addConvolution, NO_PADDING, type Padding, SAME_PADDING } from '../onnx/convolution.js';
import { type Filters, scaleFilters, toFilters } from '../onnx/filters.js';
import { createGraphBuilder, type GraphBuilder, type Value } from '../onnx/graph-builder.js';
import { type ByteRange, byteRange, quantize } from '../onnx/quantization.js';
import type { Weight, Weights } from '../weights/read-weights.js';
import { createWeightReader } from '../weights/read-weights.js';
import { CROP_SIZE } from './embedder.js';
import { FIRST_LAYER_HIGHEST, LAYER_RANGES, type LayerRange } from './embedder-ranges.js';

type Reader = (name: string) => Weight;

/** Scale of normalised pixels: byte minus the mean of its colour, divided by 255. */
const CROP_RANGE = byteRange(-122.782 / 255, (255 - 104.298) / 255);

/** One graph under construction. */
interface Build {
  readonly graph: GraphBuilder;
  readonly read: Reader;
  /** Whether it computes in 8-bit integers. */
  readonly inBytes: boolean;
}

/** A value, and its scale in bytes if it is quantised. */
interface Ranged {
  readonly value: Value;
  readonly range: ByteRange;
}

/**
 * dlib's ResNet of 29 layers (http://dlib.net/face_recognition.py.html) as face-api stores it:
 * crops `[n, 3, 150, 150]`, normalised, to embeddings `[n, 128]`.
 * @param inBytes in 8-bit integers (docs/face-engine.md, “Whole numbers”, has the gain and the loss).
 */
export function buildEmbedderGraph(weights: Weights, { inBytes = false } = {}): Uint8Array {
  const graph = createGraphBuilder('embedder');
  const build: Build = { graph, read: createWeightReader(weights), inBytes };
  const crops = store(build, graph.input('crops', ['faces', 3, CROP_SIZE, CROP_SIZE]), CROP_RANGE);
  const first = relu(build, convolve(build, crops, 'conv32_down', NO_PADDING, 2), FIRST_LAYER_HIGHEST);
  const pooled = graph.node('MaxPool', [first.value], { kernel_shape: [3, 3], strides: [2, 2] });
  let face = store(build, pooled, first.range);
  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) face = addResidual(build, face, name);
  face = addResidualDown(build, face, 'conv64_down', { newChannels: 32, padsOutput: false });
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) face = addResidual(build, face, name);
  face = addResidualDown(build, face, 'conv128_down', { newChannels: 64, padsOutput: false });
  for (const name of ['conv128_1', 'conv128_2']) face = addResidual(build, face, name);
  face = addResidualDown(build, face, 'conv256_down', { newChannels: 128, padsOutput: true });
  for (const name of ['conv256_1', 'conv256_2']) face = addResidual(build, face, name);
  face = addResidualDown(build, face, 'conv256_down_out', { newChannels: 0, padsOutput: true });
  const mean = graph.node('Flatten', [graph.node('GlobalAveragePool', [face.value])]);
  const dense = build.read('fc');
  const embeddings = graph.node('MatMul', [mean, graph.constant(dense.values, dense.shape)]);
  return graph.finish('embeddings', embeddings, ['faces', FIRST_PART_SIZE]);
}

/** A convolution with the scale and offset that follow it folded in. */
function convolve({ graph, read, inBytes }: Build, input: Ranged, name: string, padding: Padding, stride = 1): Value {
  const scales = read(`${name}/scale/weights`).values;
  const offsets = read(`${name}/scale/biases`).values;
  const biases = read(`${name}/conv/bias`).values;
  const filters: Filters = scaleFilters(toFilters(read(`${name}/conv/filters`)), scales);
  const bias = biases.map((value, i) => value * (scales[i] as number) + (offsets[i] as number));
  const inputScale = inBytes ? input.range.scale : undefined;
  return addConvolution(graph, input.value, { filters, bias, padding, stride, inputScale });
}

function addResidual(build: Build, input: Ranged, name: string): Ranged {
  const { inner, outer, sum } = rangesOf(name);
  const between = relu(build, convolve(build, input, `${name}/conv1`, SAME_PADDING), inner);
  const out = store(build, convolve(build, between, `${name}/conv2`, SAME_PADDING), byteRange(...outer));
  return relu(build, build.graph.node('Add', [out.value, input.value]), sum);
}

/** Halves the size. The shortcut is averaged 2×2 and padded with zeros to the new number of channels. */
function addResidualDown(
  build: Build,
  input: Ranged,
  name: string,
  shape: { readonly newChannels: number; readonly padsOutput: boolean },
): Ranged {
  const { graph } = build;
  const { inner, outer, sum } = rangesOf(name);
  const between = relu(build, convolve(build, input, `${name}/conv1`, NO_PADDING, 2), inner);
  let out = store(build, convolve(build, between, `${name}/conv2`, SAME_PADDING), byteRange(...outer)).value;
  // For an even size the convolution gives one row and column less than the pooling.
  if (shape.padsOutput) out = graph.node('Pad', [out, graph.integers([0, 0, 0, 0, 0, 0, 1, 1])]);
  let shortcut = graph.node('AveragePool', [input.value], { kernel_shape: [2, 2], strides: [2, 2] });
  if (shape.newChannels > 0) {
    shortcut = graph.node('Pad', [shortcut, graph.integers([0, 0, 0, 0, 0, shape.newChannels, 0, 0])]);
  }
  return relu(build, graph.node('Add', [out, shortcut]), sum);
}

/** Clips at zero. Storing as bytes does that by itself. @param highest the largest expected value. */
function relu(build: Build, value: Value, highest: number): Ranged {
  return store(build, build.inBytes ? value : build.graph.node('Relu', [value]), byteRange(0, highest));
}

function store({ graph, inBytes }: Build, value: Value, range: ByteRange): Ranged {
  return { value: inBytes ? quantize(graph, value, range) : value, range };
}

function rangesOf(name: string): LayerRange {
  const ranges = LAYER_RANGES[name];
  if (ranges === undefined) throw new Error(`No range was measured for ${name}.`);
  return ranges;
}
