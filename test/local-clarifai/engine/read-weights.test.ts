import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toDepthwiseFilters, toFilters } from '../../../src/local-clarifai/engine/onnx/filters.js';
import { MissingModelError } from '../../../src/local-clarifai/engine/weights/model-package.js';
import { readWeights } from '../../../src/local-clarifai/engine/weights/read-weights.js';

describe('reading weights', () => {
  let folder: string;
  const manifest = [
    {
      paths: ['tiny.bin'],
      weights: [
        { name: 'bytes', shape: [3], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
        { name: 'floats', shape: [2, 1], dtype: 'float32' },
      ],
    },
  ];
  const write = async (bytes: Uint8Array) => {
    await writeFile(path.join(folder, 'tiny-weights_manifest.json'), JSON.stringify(manifest));
    await writeFile(path.join(folder, 'tiny.bin'), bytes);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-weights-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('turns bytes into values, and reads floats from any place', async () => {
    await write(Buffer.concat([Buffer.from([0, 2, 255]), Buffer.from(Float32Array.from([1.5, -2]).buffer)]));
    const weights = await readWeights(folder, 'tiny');
    expect(weights.get('bytes')).toEqual({ shape: [3], values: Float32Array.from([-1, 0, 126.5]) });
    expect(weights.get('floats')).toEqual({ shape: [2, 1], values: Float32Array.from([1.5, -2]) });
  });

  it('refuses a file that is too short', async () => {
    await write(Buffer.from([0, 2, 255, 0, 0]));
    await expect(readWeights(folder, 'tiny')).rejects.toThrow(MissingModelError);
  });

  it('refuses a manifest that is cut off', async () => {
    await writeFile(path.join(folder, 'tiny-weights_manifest.json'), '[{"paths":');
    await expect(readWeights(folder, 'tiny')).rejects.toThrow(MissingModelError);
  });
});

describe('order of filters', () => {
  it('goes from height, width, in, out to out, in, height, width', () => {
    // 1 × 2 cells, 2 channels in, 3 out; a value says where it was: cell, in, out.
    const values = Float32Array.from([0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112]);
    expect(toFilters({ shape: [1, 2, 2, 3], values })).toEqual({
      shape: [3, 2, 1, 2],
      values: Float32Array.from([0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112]),
    });
  });

  it('gives every channel of a depthwise filter a group of its own', () => {
    const values = Float32Array.from([0, 1, 10, 11]);
    expect(toDepthwiseFilters({ shape: [2, 1, 2, 1], values })).toEqual({
      shape: [2, 1, 2, 1],
      values: Float32Array.from([0, 10, 1, 11]),
    });
  });
});
