import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraph, type WeightFiles } from '../../../src/local-clarifai/engine/build-graph.js';
import { createFileCache, type FileCache } from '../../../src/local-clarifai/engine/file-cache.js';
import { modelCacheFolder } from '../../../src/local-clarifai/engine/models.js';
import { createNetworkStore, deviation } from '../../../src/local-clarifai/engine/network-store.js';
import { loadNetwork, type Network } from '../../../src/local-clarifai/engine/networks/network.js';
import { findMobileFaceNet } from '../../../src/local-clarifai/engine/weights/mobile-face-net-package.js';
import { findModelPackage } from '../../../src/local-clarifai/engine/weights/model-package.js';
import { SHARED_MODELS } from '../../support/face-engine.js';

const SHAPE = [1, 3, 150, 150] as const;
const crop = Float32Array.from({ length: 3 * 150 * 150 }, (_, i) => Math.sin(i * 0.013) / 2);

describe('networks as this processor runs them fastest', () => {
  let weights: WeightFiles;
  /** What the start of an engine stored. */
  let stored: FileCache;
  let precise: Float32Array;
  const embed = async (network: Network) => {
    const embedding = await network.run(crop, SHAPE);
    await network.release();
    return embedding;
  };
  const loadFrom = async (load: FileCache['load']) =>
    embed(await (await createNetworkStore({ load }, weights)).load('embedder', ['bytes', 'float']));

  beforeAll(async () => {
    stored = createFileCache(await modelCacheFolder(SHARED_MODELS), (warning) => expect.unreachable(warning));
    const { folder } = await findModelPackage();
    weights = { folder, mobileFaceNet: await findMobileFaceNet() };
    precise = await embed(await loadNetwork(await buildGraph('embedder', weights)));
  });

  it('yield nearly the same as with floating-point numbers, from what the start before stored', async () => {
    const embedding = await loadFrom((name) => stored.load(name, () => expect.unreachable(`${name} was not stored`)));
    expect(deviation(embedding, precise)).toBeLessThan(0.05);
  });

  it('have floating-point numbers where whole numbers go wrong', async () => {
    const embedding = await loadFrom(async (name, make) => {
      const content = await stored.load(name, make);
      if (!name.startsWith('embedder-bytes')) return content;
      // Half the size of a filter's scale somewhere in the file: another network, which can still be loaded.
      const changed = Uint8Array.from(content);
      changed.fill(0, content.length >> 1, (content.length >> 1) + 400_000);
      return changed;
    });
    expect(deviation(embedding, precise)).toBeLessThan(1e-5);
  });

  it('include the second network that tells people apart', async () => {
    const asked: string[] = [];
    const load: FileCache['load'] = (name, make) => {
      asked.push(name);
      return stored.load(name, make);
    };
    const network = await (await createNetworkStore({ load }, weights)).load('mobileFaceNet', ['float']);
    const embedding = await network.run(crop.subarray(0, 3 * 112 * 112), [1, 3, 112, 112]);
    await network.release();
    expect(embedding).toHaveLength(192);
    expect(asked).toContainEqual(expect.stringMatching(/^mobileFaceNet-float-/));
  });

  it('are built from the weights where what is stored cannot be read', async () => {
    const embedding = await loadFrom(async (name, make) => {
      const content = await stored.load(name, make);
      return name.startsWith('embedder-') ? content.subarray(9) : content;
    });
    expect(deviation(embedding, precise)).toBeLessThan(1e-5);
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
