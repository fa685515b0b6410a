import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { embeddingDistance } from '../../../src/local-clarifai/engine/embedding.js';
import type { EngineFace, FaceEngine } from '../../../src/local-clarifai/engine/face-engine.js';
import type { SeenFace } from '../../../src/local-clarifai/engine/face-pipeline.js';
import { IDENTITY } from '../../../src/local-clarifai/engine/geometry/similarity.js';
import { mergeLooks } from '../../../src/local-clarifai/engine/orientation-search.js';
import { createPyramid } from '../../../src/local-clarifai/engine/pixels/pyramid.js';
import { cast, drawPortrait, renderJpeg, strangers } from '../../support/cast/index.js';
import { sharedFaceEngine } from '../../support/face-engine.js';

const member = (index: number) => cast[index] as (typeof cast)[number];
const only = (faces: readonly EngineFace[]): EngineFace => {
  expect(faces).toHaveLength(1);
  return faces[0] as EngineFace;
};
const draw = (person: (typeof cast)[number], seed = 7) =>
  renderJpeg(drawPortrait(person, { seed, width: 620, height: 880 }));
const turn = (picture: Uint8Array, degrees: number) => sharp(picture).rotate(degrees).jpeg({ quality: 95 }).toBuffer();
/** Where a box is after the picture was turned clockwise. */
const turnBox = ({ left, top, right, bottom }: EngineFace['box'], degrees: number): EngineFace['box'] => {
  if (degrees === 90) return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
  if (degrees === 180) return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
  return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
};

describe('a picture that is turned and does not say so', () => {
  let engine: FaceEngine;
  beforeAll(async () => {
    engine = await sharedFaceEngine();
  });

  it.each([
    [90, 0],
    [270, 3],
    [90, 5],
    [180, 1],
    [180, 4],
  ] as const)('by %i° clockwise: the same face (member %i), where it is', async (degrees, index) => {
    const upright = await draw(member(index));
    const face = only(await engine.analyze(upright));
    const found = only(await engine.analyze(await turn(upright, degrees)));
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.25);
    const box = turnBox(face.box, degrees);
    for (const side of ['left', 'top', 'right', 'bottom'] as const) expect(found.box[side]).toBeCloseTo(box[side], 1);
  });

  it.each([90, 180, 270])('by %i°: different people stay as different as they are', async (degrees) => {
    const people = [member(2), member(3), member(4), strangers[1] as (typeof strangers)[number]];
    const embeddings: Float32Array[] = [];
    for (const person of people) {
      embeddings.push(only(await engine.analyze(await turn(await draw(person), degrees))).embedding);
    }
    const distances = embeddings.flatMap((a, i) => embeddings.slice(i + 1).map((b) => embeddingDistance(a, b)));
    expect(Math.min(...distances)).toBeGreaterThan(0.5);
  });

  it.each([90, 180, 270])('in part: of two heads, one turned by %i°, both are found', async (degrees) => {
    const [standing, lying] = [await draw(member(2)), await draw(member(3))];
    const known = [only(await engine.analyze(standing)), only(await engine.analyze(lying))];
    const wall = sharp({ create: { width: 1600, height: 900, channels: 3, background: '#8a9a78' } });
    const picture = await wall
      .composite([
        { input: Buffer.from(standing), left: 40, top: 10 },
        { input: await turn(lying, degrees), left: 700, top: 10 },
      ])
      .jpeg({ quality: 95 })
      .toBuffer();
    const found = [...(await engine.analyze(picture))].sort((a, b) => a.box.left - b.box.left);
    expect(found).toHaveLength(2);
    found.forEach(({ embedding }, i) => {
      expect(embeddingDistance(embedding, (known[i] as EngineFace).embedding)).toBeLessThan(0.3);
    });
  });

  it('without a face has none any way up', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    const create = { width: 640, height: 480, channels: 3, background: '#777', noise } as const;
    const picture = await sharp({ create }).jpeg().toBuffer();
    expect(await engine.analyze(picture)).toEqual([]);
  });
});

describe('faces seen several ways up', () => {
  const embedding = new Float32Array(128);
  const picture = createPyramid({ data: new Uint8Array(3), width: 1, height: 1 });
  const face = (left: number, confidence: number, nonFaceDistance: number): SeenFace => ({
    box: { left, top: 0.1, right: left + 0.2, bottom: 0.3 },
    confidence,
    embedding,
    qualityIssue: undefined,
    nonFaceDistance,
    aligned: { picture, alignment: IDENTITY },
  });
  const merge = (...looks: SeenFace[][]) => mergeLooks(looks.map((faces) => ({ faces })));

  it('count once, the way up at which they look most like a face', () => {
    const faces = merge([face(0.1, 0.9, 0.55)], [face(0.12, 0.8, 0.75)]);
    expect(faces).toEqual([expect.objectContaining({ confidence: 0.8 })]);
  });

  it('are all there when they are apart and clear', () => {
    expect(merge([face(0.1, 0.9, 0.7)], [face(0.6, 0.9, 0.7)])).toHaveLength(2);
  });

  it('are left out when they are doubtful and most are another way up', () => {
    const upright = [face(0.1, 0.9, 0.7), face(0.4, 0.9, 0.7)];
    expect(merge(upright, [face(0.7, 0.4, 0.7)])).toHaveLength(2);
    expect(merge(upright, [face(0.7, 0.9, 0.53)])).toHaveLength(2);
  });
});
