import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FaceEngine } from '../../../src/local-clarifai/engine/face-engine.js';
import { cast, drawPortrait, renderJpeg } from '../../support/cast/index.js';
import type { CastMember, Traits } from '../../support/cast/traits.js';
import { sharedFaceEngine } from '../../support/face-engine.js';

const SIZE = { width: 480, height: 580 };

/** Faces of drawn people; of real ones, docs/face-engine.md has the figures. */
describe('a face of which little is to be seen', () => {
  let engine: FaceEngine;

  beforeAll(async () => {
    engine = await sharedFaceEngine();
  });

  const portrait = async (member: CastMember, traits: Partial<Traits> = {}) =>
    Buffer.from(
      await renderJpeg(drawPortrait({ ...member, traits: { ...member.traits, ...traits } }, { seed: 3, ...SIZE })),
    );
  const issueOf = async (picture: Buffer) => {
    const faces = await engine.analyze(picture);
    return faces.map(({ qualityIssue }) => qualityIssue);
  };

  it.each(cast.map((member) => [member.name, member] as const))(
    'is not that of %s, whatever they wear every day',
    async (_, member) => {
      expect(await issueOf(await portrait(member))).toEqual([undefined]);
      expect(await issueOf(await portrait(member, { glasses: 'round' }))).toEqual([undefined]);
    },
  );

  it.each(cast.map((member) => [member.name, member] as const))(
    'is that of %s behind sunglasses or a mask',
    async (_, member) => {
      // Not every drawn face is found behind them, but none passes as one that can be seen.
      expect(await issueOf(await portrait(member, { glasses: 'sunglasses' }))).not.toContain(undefined);
      const mask = cast.indexOf(member) % 2 === 0 ? '#9cc5de' : '#17171a';
      expect(await issueOf(await portrait(member, { mask }))).not.toContain(undefined);
    },
  );

  it('is found, and known to be covered', async () => {
    const [someone] = cast;
    if (someone === undefined) throw new Error('There is no cast.');
    expect(await issueOf(await portrait(someone, { glasses: 'sunglasses' }))).toEqual(['covered']);
    expect(await issueOf(await portrait(someone, { mask: '#9cc5de' }))).toEqual(['covered']);
  });

  it('is that of someone cut by the edge, or burnt out', async () => {
    const [someone] = cast;
    if (someone === undefined) throw new Error('There is no cast.');
    const whole = await portrait(someone);
    const [face] = await engine.analyze(whole);
    if (face === undefined) throw new Error('The face was not found.');
    const right = Math.round((face.box.left + 0.7 * (face.box.right - face.box.left)) * SIZE.width);
    const half = await sharp(whole).extract({ left: 0, top: 0, width: right, height: SIZE.height }).jpeg().toBuffer();
    expect(await issueOf(half)).toEqual(['cut off']);
    const burnt = await sharp(whole).linear(5, 0).jpeg().toBuffer();
    expect(await issueOf(burnt)).toEqual(['too bright']);
  });
});
