import { expect, it } from 'vitest';
import { completeFaces } from '../../../src/local-clarifai/engine/face-pipeline.js';
import type { Models } from '../../../src/local-clarifai/engine/models.js';
import { createMobileFaceNet } from '../../../src/local-clarifai/engine/networks/mobile-face-net.js';
import { createPyramid } from '../../../src/local-clarifai/engine/pixels/pyramid.js';

const SIDE = 112;
const ALIGNMENT = { a: 1, b: 0, shiftX: 0, shiftY: 0 };

/** A picture as large as a crop that is dark in its left half, `bright` in its right half. */
const halves = (bright: number) =>
  createPyramid({
    width: SIDE,
    height: SIDE,
    data: Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (Math.floor(i / 3) % SIDE < SIDE / 2 ? 0 : bright)),
  });

/** A network whose output is the first and the last pixel of the first row, and a third number that makes it long. */
function pretend() {
  const input = new Float32Array(3 * SIDE * SIDE);
  let runs = 0;
  const network = {
    input: () => input,
    run: async (crop: Float32Array) => {
      runs += 1;
      return Float32Array.of(crop[0] ?? 0, crop[SIDE - 1] ?? 0, runs * 10);
    },
    release: async () => {},
  };
  return { mobileFaceNet: createMobileFaceNet(network), runs: () => runs };
}

it('a face and its mirror image count the same in the embedding of the second network', async () => {
  const { mobileFaceNet, runs } = pretend();
  const [embedding] = await mobileFaceNet.embed([{ picture: halves(255), alignment: ALIGNMENT }]);
  const [dark, bright] = [-127.5 / 128, 127.5 / 128];
  const [first, second] = [Math.hypot(dark, bright, 10), Math.hypot(dark, bright, 20)];
  expect(embedding?.[0]).toBeCloseTo(dark / first + bright / second, 5);
  expect(embedding?.[1]).toBeCloseTo(bright / first + dark / second, 5);
  expect(embedding?.[2]).toBeCloseTo(10 / first + 20 / second, 5);
  expect(runs()).toBe(2);
});

it.each([
  [14, 28],
  [15, 15],
])('with %i faces, the second network runs %i times', async (count, expected) => {
  const { mobileFaceNet, runs } = pretend();
  const face = {
    box: { left: 0, top: 0, right: 1, bottom: 1 },
    confidence: 1,
    embedding: new Float32Array(128),
    qualityIssue: undefined,
    nonFaceDistance: 1,
    aligned: { picture: halves(200), alignment: ALIGNMENT },
  };
  const models = { mobileFaceNet } as unknown as Models;
  expect(
    await completeFaces(
      Array.from({ length: count }, () => face),
      models,
    ),
  ).toHaveLength(count);
  expect(runs()).toBe(expected);
});
