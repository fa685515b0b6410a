import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { embeddingDistance } from '../../../src/local-clarifai/engine/embedding.js';
import type { EngineFace, FaceEngine } from '../../../src/local-clarifai/engine/face-engine.js';
import { brightenPicture, gainOf } from '../../../src/local-clarifai/engine/pixels/brighten.js';
import { cast, drawPortrait, renderJpeg } from '../../support/cast/index.js';
import { sharedFaceEngine } from '../../support/face-engine.js';

const only = (faces: readonly EngineFace[]): EngineFace => {
  expect(faces).toHaveLength(1);
  return faces[0] as EngineFace;
};

describe('a photo on which the first look finds nothing', () => {
  let engine: FaceEngine;
  let portrait: Uint8Array;
  let face: EngineFace;
  beforeAll(async () => {
    engine = await sharedFaceEngine();
    const member = cast[3] as (typeof cast)[number];
    portrait = await renderJpeg(drawPortrait(member, { seed: 7, width: 620, height: 880 }));
    face = only(await engine.analyze(portrait));
  });

  it('because it is dark is looked at brightened', async () => {
    const dark = await sharp(portrait).linear(0.12, 0).jpeg({ quality: 95 }).toBuffer();
    const found = only(await engine.analyze(dark));
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.4);
  });

  it('because a face fills it is looked at with a border', async () => {
    const { box } = face;
    const [left, top] = [Math.round(box.left * 620 + 10), Math.round(box.top * 880 + 10)];
    const [width, height] = [Math.round(box.right * 620 - 10) - left, Math.round(box.bottom * 880 - 10) - top];
    const close = await sharp(portrait).extract({ left, top, width, height }).jpeg({ quality: 95 }).toBuffer();
    const found = only(await engine.analyze(close));
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.4);
    for (const side of ['left', 'top', 'right', 'bottom'] as const) {
      expect(found.box[side]).toBeGreaterThanOrEqual(0);
      expect(found.box[side]).toBeLessThanOrEqual(1);
    }
  });

  it.each([30, 45, -60])('because a head is tilted by %i° is looked at turned', async (degrees) => {
    const tilted = await sharp(portrait).rotate(degrees, { background: '#777' }).jpeg({ quality: 95 }).toBuffer();
    const found = only(await engine.analyze(tilted));
    expect(embeddingDistance(found.embedding, face.embedding)).toBeLessThan(0.4);
  });

  it('because it is dark and shows no one has no face', async () => {
    const noise = { type: 'gaussian', mean: 20, sigma: 5 } as const;
    const create = { width: 640, height: 480, channels: 3, background: '#111', noise } as const;
    expect(await engine.analyze(await sharp({ create }).jpeg().toBuffer())).toEqual([]);
  });
});

describe('brightening', () => {
  const grey = (byte: number) => ({ data: new Uint8Array(300).fill(byte), width: 10, height: 10 });

  it('brings the bright parts of a dark picture to 235, at most eight times as bright', () => {
    expect(gainOf(grey(47))).toBeCloseTo(5);
    expect(gainOf(grey(3))).toBe(8);
    expect(gainOf(grey(250))).toBe(1);
  });

  it('keeps black and white, and lifts what is between', () => {
    const at = (byte: number, gain: number) => brightenPicture(grey(byte), gain).data[0] as number;
    expect([at(0, 4), at(200, 4), at(255, 1)]).toEqual([0, 255, 255]);
    expect(at(20, 4)).toBe(Math.round(255 * (80 / 255) ** 0.75));
  });
});
