import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { createMissingModelError } from './model-package.js';

/** One array of a network's weights, dequantised. */
export interface Weight {
  /** Sizes in TensorFlow's order: height, width, in, out for a convolution. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** All arrays of one network, by TensorFlow name. */
export type Weights = ReadonlyMap<string, Weight>;

const manifestSchema = z.array(
  z.object({
    paths: z.array(z.string()),
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().nonnegative()),
        dtype: z.enum(['float32', 'int32']),
        quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }).optional(),
      }),
    ),
  }),
);

/**
 * Reads a network in TensorFlow.js's format: a manifest, and the arrays in binary files.
 * @param folder of both, e.g. the `model` folder of @vladmandic/face-api.
 * @param name e.g. `face_recognition_model`.
 * @throws MissingModelError if a file is missing, damaged, or shorter than its manifest says.
 */
export async function readWeights(folder: string, name: string): Promise<Weights> {
  const manifestFile = path.join(folder, `${name}-weights_manifest.json`);
  const manifest = parseManifest(await readModelFile(manifestFile), manifestFile);
  const weights = new Map<string, Weight>();
  for (const group of manifest) {
    const files = group.paths.map((file) => path.join(folder, file));
    const bytes = Buffer.concat(await Promise.all(files.map(readModelFile)));
    let offset = 0;
    for (const { name: weightName, shape, quantization } of group.weights) {
      const count = shape.reduce((product, size) => product * size, 1);
      const byteLength = count * (quantization === undefined ? Float32Array.BYTES_PER_ELEMENT : 1);
      if (offset + byteLength > bytes.length) throw createMissingModelError(files.join(', '));
      const part = bytes.subarray(offset, offset + byteLength);
      weights.set(weightName, {
        shape,
        values: quantization === undefined ? readFloats(part) : dequantize(part, quantization.scale, quantization.min),
      });
      offset += byteLength;
    }
  }
  return weights;
}

/** Values of an array stored as bytes: `byte × scale + min`. */
function dequantize(bytes: Uint8Array, scale: number, min: number): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) values[i] = (bytes[i] as number) * scale + min;
  return values;
}

function readFloats(bytes: Uint8Array): Float32Array {
  // A copy, because the bytes may not start at a multiple of four.
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function parseManifest(bytes: Buffer, file: string): z.infer<typeof manifestSchema> {
  try {
    return manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw createMissingModelError(file, { cause });
  }
}

async function readModelFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw createMissingModelError(file, { cause });
  }
}

/** Reads arrays of a network by name. @throws Error for an unknown name: the package contains another network. */
export function createWeightReader(weights: Weights): (name: string) => Weight {
  return (name) => {
    const weight = weights.get(name);
    if (weight === undefined) throw new Error(`The model package has no weights called ${name}.`);
    return weight;
  };
}
