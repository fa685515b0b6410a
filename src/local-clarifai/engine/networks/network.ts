import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { loadOnnxRuntime } from '../onnxruntime.js';

/** A graph that is ready to run, with one input and one output array. Blocks its thread while it runs. */
export interface Network {
  /**
   * The array for the next run's input. It is reused, with its old content, because new ones would be megabytes of garbage that is
   * collected late. So there can be only one run at a time.
   */
  input(length: number): Float32Array;
  run(input: Float32Array, shape: readonly number[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * One thread, because workers use the other cores. Each network holds its memory in an arena: the C library gives that of large
 * arrays back after each run, and fresh memory costs more than the computation where the system is slow to provide it (four times as
 * long for the detector). A worker takes no more memory with arenas than without. A memory pattern would be planned for each shape.
 */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableCpuMemArena: true,
  enableMemPattern: false,
  logSeverityLevel: 3,
};

/**
 * Loads a graph with one input and one output.
 * @param isOptimized whether the graph is from {@link optimizeGraph} on this type of processor, and loaded without changes.
 */
export async function loadNetwork(graph: Uint8Array, { isOptimized = false } = {}): Promise<Network> {
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const session = await InferenceSession.create(graph, {
    ...OPTIONS,
    graphOptimizationLevel: isOptimized ? 'disabled' : 'all',
  });
  const [inputName, outputName] = [session.inputNames[0], session.outputNames[0]];
  if (inputName === undefined || outputName === undefined)
    throw new Error('A network must have an input and an output.');
  let scratch = new Float32Array();
  return {
    input(length) {
      if (scratch.length < length) scratch = new Float32Array(length);
      return scratch.subarray(0, length);
    },
    async run(input, shape) {
      const results = await session.run({ [inputName]: new Tensor('float32', input, shape) });
      const data = results[outputName]?.data;
      if (!(data instanceof Float32Array)) throw new Error('A network must yield floats.');
      return data;
    },
    release: () => session.release(),
  };
}

/** Optimises a graph for this processor, which takes most of the time of loading it. */
export async function optimizeGraph(graph: Uint8Array): Promise<Uint8Array> {
  const { InferenceSession } = await loadOnnxRuntime();
  const file = path.join(tmpdir(), `rollcall-${randomUUID()}.onnx`);
  try {
    const options = { ...OPTIONS, graphOptimizationLevel: 'all', optimizedModelFilePath: file } as const;
    await (await InferenceSession.create(graph, options)).release();
    return await readFile(file);
  } finally {
    await rm(file, { force: true });
  }
}
