import { expect, it } from 'vitest';
import { detectFaces } from '../../../src/local-clarifai/engine/detect-faces.js';
import type { ScoredBox } from '../../../src/local-clarifai/engine/geometry/box.js';
import { createPyramid } from '../../../src/local-clarifai/engine/pixels/pyramid.js';

const pyramid = createPyramid({ data: new Uint8Array(800 * 600 * 3), width: 800, height: 600 });
const box = (left: number, size: number, score: number): ScoredBox => ({
  left,
  top: 100,
  right: left + size,
  bottom: 100 + size,
  score,
});

/** @param seen what the detector answers at its first look, and at its second. */
async function detect(...seen: ScoredBox[][]): Promise<{ faces: ScoredBox[]; scales: number[] }> {
  const scales: number[] = [];
  const detector = {
    async detect(_pyramid: unknown, _area: unknown, scale: number, minScore: number) {
      scales.push(scale);
      return (seen[scales.length - 1] ?? []).filter(({ score }) => score >= minScore);
    },
  };
  return { ...(await detectFaces(pyramid, { detector, tinyFaceDetector: { detect: async () => [] } })), scales };
}

it('detectFaces looks once at large faces beyond doubt', async () => {
  const faces = [box(100, 120, 0.99), box(400, 100, 0.85)];
  expect(await detect([...faces, box(105, 115, 0.2)])).toEqual({ faces, doubts: [], scales: [0.4] });
});

it.each([
  ['no face is seen', []],
  ['a face is doubtful', [box(100, 120, 0.99), box(400, 120, 0.7)]],
  ['there may be another one', [box(100, 120, 0.99), box(500, 30, 0.12)]],
  ['a face is small', [box(100, 120, 0.99), box(500, 70, 0.99)]],
])('detectFaces looks closer when %s', async (_, glance) => {
  const faces = [box(100, 120, 0.99), box(500, 40, 0.35)];
  expect(await detect(glance, faces)).toEqual({ faces, doubts: [], scales: [0.4, 0.64] });
});
