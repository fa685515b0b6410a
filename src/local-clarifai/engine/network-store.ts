import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import type { NetworkName, Precision, WeightFiles } from './build-graph.js';
import type { FileCache } from './file-cache.js';
import { loadNetwork, type Network, optimizeGraph } from './networks/network.js';
import { loadOnnxRuntime } from './onnxruntime.js';

/** Input shape of the integer probe. */
const PROBE_SHAPE = [1, 64, 6, 6] as const;
/** Input shape of each network's self-test at start: as small as possible. */
const TEST_SHAPES: Readonly<Record<NetworkName, readonly [number, number, number, number]>> = {
  detector: [1, 3, 128, 128],
  tinyFaceDetector: [1, 3, 224, 224],
  landmarks: [1, 3, 112, 112],
  embedder: [1, 3, 150, 150],
  mobileFaceNet: [1, 3, 112, 112],
};
/**
 * How far a network's output may be from the output of the original graph, relative to its length. In 8-bit integers the embedder
 * is 0.024 away, the detector 0.069.
 */
const MAX_DEVIATION: Readonly<Record<Precision, number>> = { float: 0.001, bytes: 0.15 };

/** Loads each network in the fastest form that this processor computes correctly. */
export interface NetworkStore {
  /** @throws MissingModelError when the network must be built and its weights are not complete. */
  load(name: NetworkName, precisions: readonly Precision[]): Promise<Network>;
}

/**
 * @param cache stores the graphs optimised for this processor, and their expected outputs.
 * @param weights what networks that are not kept are built from.
 */
export async function createNetworkStore(cache: Pick<FileCache, 'load'>, weights: WeightFiles): Promise<NetworkStore> {
  const { env } = await loadOnnxRuntime();
  // An optimised graph is specific to a processor type and a version of the library.
  const kind = createHash('sha256')
    .update([process.arch, cpus()[0]?.model, env.versions.common, env.versions.node].join('\n'))
    .digest('hex')
    .slice(0, 12);

  const build = async (name: NetworkName, precision: Precision): Promise<Uint8Array> => {
    // The code that builds graphs takes a tenth of a second to load, and is rarely needed.
    const { buildGraph } = await import('./build-graph.js');
    return buildGraph(name, weights, precision);
  };
  const expect = async (name: NetworkName): Promise<Float32Array> => {
    const bytes = await cache.load(`${name}.expected`, async () => {
      const network = await loadNetwork(await build(name, 'float'));
      const expected = await runTest(network, name);
      await network.release();
      return new Uint8Array(expected.buffer, expected.byteOffset, expected.byteLength);
    });
    return new Float32Array(Uint8Array.from(bytes).buffer);
  };
  const probe = await cache.load('whole-number-probe.onnx', async () =>
    (await import('./networks/whole-number-probe.js')).buildWholeNumberProbe(),
  );
  const isExact = await runsExactly(probe);
  return {
    async load(name, precisions) {
      const expected = await expect(name);
      for (const precision of precisions) {
        if (precision === 'bytes' && !isExact) continue;
        const graph = await cache.load(`${name}-${precision}-${kind}.onnx`, async () =>
          optimizeGraph(await build(name, precision)),
        );
        const network = await loadIfRight(graph, name, expected, MAX_DEVIATION[precision]);
        if (network !== undefined) return network;
      }
      return loadNetwork(await build(name, 'float'));
    },
  };
}

/** The network, or undefined if it cannot be loaded on this processor, or its self-test fails. */
async function loadIfRight(
  graph: Uint8Array,
  name: NetworkName,
  expected: Float32Array,
  maxDeviation: number,
): Promise<Network | undefined> {
  let network: Network;
  try {
    network = await loadNetwork(graph, { isOptimized: true });
  } catch {
    // Optimised on another processor. It is built from the weights instead; that reports any real problem.
    return undefined;
  }
  if (deviation(await runTest(network, name), expected) <= maxDeviation) return network;
  await network.release();
  return undefined;
}

/** Whether this processor computes with 8-bit integers without saturating sums. @param probe from whole-number-probe.ts. */
async function runsExactly(probe: Uint8Array): Promise<boolean> {
  const network = await loadNetwork(probe);
  const ones = new Float32Array(PROBE_SHAPE[1] * PROBE_SHAPE[2] * PROBE_SHAPE[3]).fill(1);
  const means = await network.run(ones, PROBE_SHAPE);
  await network.release();
  return means.every((mean) => Math.abs(mean - 1) < 0.02);
}

async function runTest(network: Network, name: NetworkName): Promise<Float32Array> {
  const shape = TEST_SHAPES[name];
  const input = network.input(shape[1] * shape[2] * shape[3]);
  drawTestPattern(input);
  return network.run(input, shape);
}

/** A test input of waves and hard edges, from −0.5 to 0.5, so that sums of products are as large as for real pictures. */
function drawTestPattern(input: Float32Array): void {
  for (let i = 0; i < input.length; i++) {
    const wave = Math.sin(i * 0.11) * Math.cos(i * 0.0007);
    input[i] = i % 7 < 3 ? Math.sign(wave) / 2 : wave / 2;
  }
}

/** Distance between two vectors relative to the length of the second: 0 if they are equal. */
export function deviation(numbers: Float32Array, expected: Float32Array): number {
  if (numbers.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, length] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference += ((numbers[i] as number) - (expected[i] as number)) ** 2;
    length += (expected[i] as number) ** 2;
  }
  return Math.sqrt(difference / Math.max(length, Number.MIN_VALUE));
}
