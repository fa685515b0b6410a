import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { embeddingDistance, meanEmbedding } from '../../../src/local-clarifai/engine/embedding.js';
import type { EngineFace, FaceEngine } from '../../../src/local-clarifai/engine/face-engine.js';
import { cast, drawGroup, drawPortrait, renderJpeg, strangers } from '../../support/cast/index.js';
import { sharedFaceEngine } from '../../support/face-engine.js';

const leftToRight = (faces: readonly EngineFace[]) => [...faces].sort((a, b) => a.box.left - b.box.left);
const only = (faces: readonly EngineFace[]): EngineFace => {
  expect(faces).toHaveLength(1);
  return faces[0] as EngineFace;
};
const member = (index: number) => cast[index] as (typeof cast)[number];

describe('face engine', () => {
  let engine: FaceEngine;
  let portrait: Buffer;
  let face: EngineFace;

  beforeAll(async () => {
    engine = await sharedFaceEngine();
    portrait = Buffer.from(await renderJpeg(drawPortrait(member(0), { seed: 3, width: 720, height: 880 })));
    face = only(await engine.analyze(portrait));
  });

  it('finds everyone in a group and tells them apart', async () => {
    const everyone = [...cast, ...strangers];
    const people = everyone.slice(0, 5);
    const known = await Promise.all(
      people.map(async (person) => {
        const photos = [21, 22].map((seed) => renderJpeg(drawPortrait(person, { seed, width: 360, height: 440 })));
        const faces = await Promise.all((await Promise.all(photos)).map((photo) => engine.analyze(photo)));
        return meanEmbedding(faces.map((found) => only(found).embedding));
      }),
    );
    const group = leftToRight(
      await engine.analyze(await renderJpeg(drawGroup(people, { seed: 4, width: 1200, height: 800 }))),
    );
    expect(group).toHaveLength(people.length);
    group.forEach(({ embedding, confidence, qualityIssue }, position) => {
      const distances = known.map((mean) => embeddingDistance(embedding, mean));
      expect(distances.indexOf(Math.min(...distances))).toBe(position);
      expect(distances[position]).toBeLessThan(0.45);
      expect(confidence).toBeGreaterThan(0.5);
      expect(qualityIssue).toBeUndefined();
    });
  });

  it('finds small faces in a crowd', async () => {
    const crowd = Array.from({ length: 14 }, (_, i) => member(i % cast.length));
    const faces = await engine.analyze(await renderJpeg(drawGroup(crowd, { seed: 9, width: 1200, height: 800 })));
    expect(faces).toHaveLength(crowd.length);
  });

  it('finds a face that fills the picture', async () => {
    const { width = 0, height = 0 } = await sharp(portrait).metadata();
    const { box } = face;
    const closeUp = sharp(portrait).extract({
      left: Math.round(box.left * width),
      top: Math.round(box.top * height),
      width: Math.round((box.right - box.left) * width),
      height: Math.round((box.bottom - box.top) * height),
    });
    const found = only(await engine.analyze(await closeUp.jpeg().toBuffer()));
    expect(found.box.right - found.box.left).toBeGreaterThan(0.5);
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.4);
  });

  it('gives boxes on the upright picture', async () => {
    // Stored lying on its side, with a note (EXIF orientation 6) to turn it by a quarter.
    const lying = await sharp(portrait).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const found = only(await engine.analyze(lying));
    for (const edge of ['left', 'top', 'right', 'bottom'] as const) {
      expect(found.box[edge]).toBeCloseTo(face.box[edge], 1);
    }
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.15);
  });

  it('finds the same in a picture of twelve megapixels', async () => {
    const large = await sharp(portrait).resize({ width: 3240, kernel: 'linear' }).jpeg({ quality: 70 }).toBuffer();
    const found = only(await engine.analyze(large));
    expect(found.box.left).toBeCloseTo(face.box.left, 1);
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.2);
  });

  it('looks closer at a large picture with a small face', async () => {
    const small = await sharp(portrait).resize({ width: 700 }).toBuffer();
    const large = sharp({ create: { width: 3200, height: 2400, channels: 3, background: '#8a9a78' } });
    const picture = await large
      .composite([{ input: small, left: 1500, top: 900 }])
      .jpeg()
      .toBuffer();
    const found = only(await engine.analyze(picture));
    expect(found.qualityIssue).toBeUndefined();
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.35);
  });

  it('says when a face is too small to be named or learned from', async () => {
    const tiny = await sharp(portrait).resize({ width: 78 }).png().toBuffer();
    const wall = sharp({ create: { width: 200, height: 150, channels: 3, background: '#8a9a78' } });
    const picture = await wall
      .composite([{ input: tiny, left: 60, top: 20 }])
      .png()
      .toBuffer();
    expect(only(await engine.analyze(picture)).qualityIssue).toBe('too small');
    expect(face.qualityIssue).toBeUndefined();
  });

  it('says when a face is too blurred to learn from', async () => {
    const sharpOne = Buffer.from(await renderJpeg(drawPortrait(member(1), { seed: 3, width: 720, height: 880 })));
    const { box, qualityIssue } = only(await engine.analyze(sharpOne));
    const blurred = await sharp(sharpOne)
      .blur((box.right - box.left) * 720 * 0.03)
      .jpeg()
      .toBuffer();
    expect(qualityIssue).toBeUndefined();
    expect(only(await engine.analyze(blurred)).qualityIssue).toBe('too blurred');
  });

  it.each(['png', 'webp', 'gif', 'tiff'] as const)('reads %s', async (format) => {
    const found = only(await engine.analyze(await sharp(portrait).resize({ width: 400 }).toFormat(format).toBuffer()));
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.3);
  });

  it('finds no face where there is none', async () => {
    const noise = sharp({
      create: {
        width: 640,
        height: 480,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    });
    expect(await engine.analyze(await noise.jpeg().toBuffer())).toEqual([]);
    const pixel = { create: { width: 1, height: 1, channels: 3, background: 'white' } } as const;
    expect(await engine.analyze(await sharp(pixel).png().toBuffer())).toEqual([]);
  });

  it('refuses what is no picture', async () => {
    await expect(engine.analyze(Buffer.from('hello'))).rejects.toMatchObject({
      name: 'PictureError',
      problem: 'not-a-picture',
    });
  });
});
