import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraph, type WeightFiles } from '../../../src/local-clarifai/engine/build-graph.js';
import type { FileCache } from '../../../src/local-clarifai/engine/file-cache.js';
import { createNetworkStore, deviation } from '../../../src/local-clarifai/engine/network-store.js';
import { loadNetwork, type Network } from '../../../src/local-clarifai/engine/networks/network.js';
import { findMobileFaceNet } from '../../../src/local-clarifai/engine/weights/mobile-face-net-package.js';
import { findModelPackage } from '../../../src/local-clarifai/engine/weights/model-package.js';

const SHAPE = [1, 3, 150, 150] as const;
const crop = Float32Array.from({ length: 3 * 150 * 150 }, (_, i) => Math.sin(i * 0.013) / 2);

/** Keeps in memory; `change` may replace what is stored under a name. */
function createMemoryCache(change: (name: string, content: Uint8Array) => Uint8Array = (_, content) => content) {
  const files = new Map<string, Uint8Array>();
  const cache: FileCache = {
    async load(name, make) {
      const content = files.get(name) ?? change(name, await make());
      files.set(name, content);
      return content;
    },
  };
  return { cache, files };
}

describe('networks as this processor runs them fastest', () => {
  let weights: WeightFiles;
  let precise: Float32Array;
  const embed = async (network: Network) => {
    const embedding = await network.run(crop, SHAPE);
    await network.release();
    return embedding;
  };
  const loadFrom = async (cache: FileCache) =>
    embed(await (await createNetworkStore(cache, weights)).load('embedder', ['bytes', 'float']));

  beforeAll(async () => {
    const { folder } = await findModelPackage();
    weights = { folder, mobileFaceNet: await findMobileFaceNet() };
    precise = await embed(await loadNetwork(await buildGraph('embedder', weights)));
  });

  it('yield nearly the same as with floating-point numbers, and the same at the next start', async () => {
    const { cache, files } = createMemoryCache();
    const first = await loadFrom(cache);
    expect(deviation(first, precise)).toBeLessThan(0.05);
    const stored = files.size;
    expect(await loadFrom(cache)).toEqual(first);
    expect(files.size).toBe(stored);
  });

  it('have floating-point numbers where whole numbers go wrong', async () => {
    const { cache } = createMemoryCache((name, content) => {
      if (!name.startsWith('embedder-bytes')) return content;
      // Half the size of a filter's scale somewhere in the file: another network, which can still be loaded.
      const changed = Uint8Array.from(content);
      changed.fill(0, content.length >> 1, (content.length >> 1) + 400_000);
      return changed;
    });
    expect(deviation(await loadFrom(cache), precise)).toBeLessThan(1e-5);
  });

  it('include the second network that tells people apart', async () => {
    const { cache, files } = createMemoryCache();
    const network = await (await createNetworkStore(cache, weights)).load('mobileFaceNet', ['float']);
    const embedding = await network.run(crop.subarray(0, 3 * 112 * 112), [1, 3, 112, 112]);
    await network.release();
    expect(embedding).toHaveLength(192);
    expect([...files.keys()].some((name) => name.startsWith('mobileFaceNet-float-'))).toBe(true);
  });

  it('are built from the weights where what is stored cannot be read', async () => {
    const { cache } = createMemoryCache((name, content) =>
      name.startsWith('embedder-') ? content.subarray(9) : content,
    );
    expect(deviation(await loadFrom(cache), precise)).toBeLessThan(1e-5);
  });
});

describe('deviation', () => {
  it('is the length of the difference as part of that of what is expected', () => {
    expect(deviation(Float32Array.of(3, 4), Float32Array.of(3, 4))).toBe(0);
    expect(deviation(Float32Array.of(3, 5), Float32Array.of(3, 4))).toBeCloseTo(0.2);
  });

  it('is without limit for more or fewer numbers', () => {
    expect(deviation(Float32Array.of(1), Float32Array.of(1, 1))).toBe(Number.POSITIVE_INFINITY);
  });
});
