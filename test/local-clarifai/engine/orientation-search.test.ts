import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { embeddingDistance } from '../../../src/local-clarifai/engine/embedding.js';
import type { EngineFace, FaceEngine } from '../../../src/local-clarifai/engine/face-engine.js';
import { turnBack } from '../../../src/local-clarifai/engine/orientation-search.js';
import { cast, drawPortrait, renderJpeg } from '../../support/cast/index.js';
import { sharedFaceEngine } from '../../support/face-engine.js';

const member = (index: number) => cast[index] as (typeof cast)[number];
const only = (faces: readonly EngineFace[]): EngineFace => {
  expect(faces).toHaveLength(1);
  return faces[0] as EngineFace;
};

describe('a picture that lies on its side and does not say so', () => {
  let engine: FaceEngine;
  beforeAll(async () => {
    engine = await sharedFaceEngine();
  });

  it.each([
    [90, 'its right', 0],
    [270, 'its left', 3],
    [90, 'its right', 5],
  ] as const)(
    'gives the same face in the same place when turned by %i° onto %s side (member %i)',
    async (degrees, _side, index) => {
      const upright = await renderJpeg(drawPortrait(member(index), { seed: 7, width: 620, height: 880 }));
      const face = only(await engine.analyze(upright));
      const found = only(await engine.analyze(await sharp(upright).rotate(degrees).jpeg({ quality: 95 }).toBuffer()));
      expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.25);
      const box = turnBack(found.box, degrees);
      for (const side of ['left', 'top', 'right', 'bottom'] as const) expect(box[side]).toBeCloseTo(face.box[side], 1);
    },
  );

  it('has no face any way up when there is none', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    const create = { width: 640, height: 480, channels: 3, background: '#777', noise } as const;
    const picture = await sharp({ create }).jpeg().toBuffer();
    expect(await engine.analyze(picture)).toEqual([]);
  });
});

it('a box is turned back to where it was', () => {
  const box = { left: 0.1, top: 0.2, right: 0.4, bottom: 0.3 };
  const round = (each: EngineFace['box']) =>
    Object.fromEntries(Object.entries(each).map(([side, at]) => [side, Math.round(at * 100) / 100]));
  // A picture turned clockwise by 90° has what was on top on its right.
  expect(round(turnBack(box, 90))).toEqual({ left: 0.2, top: 0.6, right: 0.3, bottom: 0.9 });
  expect(round(turnBack(box, 180))).toEqual({ left: 0.6, top: 0.7, right: 0.9, bottom: 0.8 });
  expect(round(turnBack(box, 270))).toEqual({ left: 0.7, top: 0.1, right: 0.8, bottom: 0.4 });
});
