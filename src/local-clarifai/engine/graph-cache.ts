import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { GRAPH_FORMAT, GRAPHS, type GraphName } from './graphs.js';
import type { ModelPackage } from './weights/model-package.js';
import { readWeights } from './weights/read-weights.js';

const CHECKSUM_BYTES = 4;

/**
 * A network's graph, ready for onnxruntime: from the cache when a whole one is there, otherwise built from the model
 * package and put there for the next start. A cache that cannot be written costs time, nothing else.
 * @param warn is told when the cache cannot be written.
 * @throws MissingModelError when it must be built and the model package is not complete.
 */
export async function loadGraph(
  name: GraphName,
  model: ModelPackage,
  cacheDir: string,
  warn: (message: string) => void,
): Promise<Uint8Array> {
  const folder = path.join(cacheDir, `model-${model.version}-graphs-${GRAPH_FORMAT}`);
  const file = path.join(folder, `${name}.onnx.crc`);
  const cached = await readChecked(file);
  if (cached !== undefined) return cached;

  const graph = GRAPHS[name].build(await readWeights(model.folder, GRAPHS[name].weights));
  try {
    await mkdir(folder, { recursive: true });
    await writeChecked(file, graph);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`The face engine cannot keep its networks in ${folder} (${reason}): every start will take longer.`);
  }
  return graph;
}

/** The content of a file written by {@link writeChecked}; undefined when it is not there or not what was written. */
async function readChecked(file: string): Promise<Uint8Array | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return undefined;
  }
  if (bytes.length <= CHECKSUM_BYTES) return undefined;
  const content = bytes.subarray(CHECKSUM_BYTES);
  return crc32(content) === bytes.readUInt32LE(0) ? content : undefined;
}

/** Writes beside the file first, so that nobody ever reads half of it. */
async function writeChecked(file: string, content: Uint8Array): Promise<void> {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(content), 0);
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await writeFile(unfinished, [checksum, content]);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
