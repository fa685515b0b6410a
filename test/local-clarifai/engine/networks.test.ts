import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraph, type NetworkName } from '../../../src/local-clarifai/engine/build-graph.js';
import { decodeAnchors } from '../../../src/local-clarifai/engine/networks/detector.js';
import { loadNetwork } from '../../../src/local-clarifai/engine/networks/network.js';
import { findMobileFaceNet } from '../../../src/local-clarifai/engine/weights/mobile-face-net-package.js';
import { findModelPackage } from '../../../src/local-clarifai/engine/weights/model-package.js';

/** Waves in three colours, normalised: a picture that is the same everywhere. */
function drawWaves(size: number, mean: readonly [number, number, number], divisor: number): Float32Array {
  const planes = new Float32Array(3 * size * size);
  let at = 0;
  for (const [c, channelMean] of mean.entries()) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++, at++) {
        const wave = Math.sin(x * 0.11 * (c + 1) + y * 0.07) * Math.cos(y * 0.05 * (c + 1));
        planes[at] = (Math.round(127.5 + 127.5 * wave) - channelMean) / divisor;
      }
    }
  }
  return planes;
}

const DLIB_MEAN = [122.782, 117.001, 104.298] as const;

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);

/** The expected numbers are what face-api 1.7.15 itself yields on TensorFlow.js 4.22 (wasm) for the same waves. */
describe('among the networks built from the weights of face-api,', () => {
  let folder: string;
  const run = async (name: NetworkName, input: Float32Array, size: number) => {
    const network = await loadNetwork(await buildGraph(name, { folder, mobileFaceNet: undefined }));
    try {
      return await network.run(input, [1, 3, size, size]);
    } finally {
      await network.release();
    }
  };
  beforeAll(async () => {
    ({ folder } = await findModelPackage());
  });

  it('the embedder gives what face-api gives', async () => {
    const embedding = await run('embedder', drawWaves(150, DLIB_MEAN, 255), 150);
    const expected = [-0.058332, 0.139266, 0.043824, -0.04817, -0.066022, -0.025726, 0.002747, 0.010072];
    expected.forEach((value, i) => {
      expect(embedding[i]).toBeCloseTo(value, 4);
    });
    expect(embedding.length).toBe(128);
    expect(sum(embedding)).toBeCloseTo(-0.41937, 3);
  });

  it('the landmark finder gives what face-api gives', async () => {
    const points = await run('landmarks', drawWaves(112, DLIB_MEAN, 255), 112);
    const expected = [0.334524, 0.324956, 0.29932, 0.343878, 0.313138, 0.411833, 0.306435, 0.527867];
    expected.forEach((value, i) => {
      expect(points[i]).toBeCloseTo(value, 4);
    });
    expect(points.length).toBe(136);
    expect(sum(points)).toBeCloseTo(70.99569, 2);
  });

  it('the tiny face detector gives what face-api gives', async () => {
    const planes = await run('tinyFaceDetector', drawWaves(224, [117.001, 114.697, 97.404], 255), 224);
    // Ours puts the planes of the 7 × 7 cells one after the other, face-api the numbers of a cell.
    const firstCell = Array.from({ length: 6 }, (_, n) => planes[n * 49]);
    const expected = [0.723204, 0.060194, -0.070133, -0.356741, -5.316823, -1.91233];
    expected.forEach((value, i) => {
      expect(firstCell[i]).toBeCloseTo(value, 4);
    });
    expect(sum(planes)).toBeCloseTo(-4092.005, 1);
  });

  it('the detector gives what face-api gives', async () => {
    const numbers = await run('detector', drawWaves(512, [127.5, 127.5, 127.5], 127.5), 512);
    const boxes = decodeAnchors(numbers, { columns: 32, rows: 32 }, 1e-9);
    expect(boxes.length).toBe(5118);
    const best = boxes[5091];
    expect(best?.score).toBeCloseTo(0.0221322, 5);
    expect(best?.top).toBeCloseTo(-0.020325, 4);
    expect(best?.left).toBeCloseTo(0.056689, 4);
    expect(best?.bottom).toBeCloseTo(0.731011, 4);
    expect(best?.right).toBeCloseTo(0.573578, 4);
    expect(boxes[3072]?.score).toBeCloseTo(0.0025407, 5);
    expect(sum(boxes.map((box) => box.score))).toBeCloseTo(21.0872, 2);
  });
});

it('MobileFaceNet yields what its operators do, one by one, in double precision', async () => {
  const weights = { folder: '', mobileFaceNet: await findMobileFaceNet() };
  const network = await loadNetwork(await buildGraph('mobileFaceNet', weights));
  try {
    const embedding = await network.run(drawWaves(112, [127.5, 127.5, 127.5], 128), [1, 3, 112, 112]);
    // Computed from the file's operators with NumPy, without ONNX.
    const expected = [0.02827, 0.59921, 0.24573, -0.06776, -1.15044, 0.09021, -0.71007, 2.71597];
    expected.forEach((value, i) => {
      expect(embedding[i]).toBeCloseTo(value, 3);
    });
    expect(embedding.length).toBe(192);
    expect(sum(embedding)).toBeCloseTo(-11.62276, 2);
  } finally {
    await network.release();
  }
});
