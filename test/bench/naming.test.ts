import { describe, expect, it } from 'vitest';
import type { KnownPhoto } from '../../bench/support/known-photos.js';
import { measureDraw } from '../../bench/support/measure-naming.js';
import { type Naming, nameFromEmbeddings } from '../../bench/support/naming.js';
import { type Draw, describeDraws, meanShares, spreadOf } from '../../bench/support/naming-shares.js';
import type { EngineFace, FaceEngine } from '../../src/local-clarifai/engine/face-engine.js';
import { createFaceFinder } from '../../src/local-clarifai/recognition/face-finder.js';

const BOX = { left: 0.2, top: 0.2, right: 0.8, bottom: 0.8 };

/** A face at this place on one of 320 axes. Faces on different axes are strangers to each other. */
const faceOn = (axis: number, shift = 0, qualityIssue?: EngineFace['qualityIssue']): EngineFace => {
  const embedding = new Float32Array(320);
  embedding[axis] = 0.7;
  embedding[319] = shift;
  return { box: BOX, confidence: 1, embedding, qualityIssue };
};

/** An engine that finds the faces given for each picture. */
async function prepare(faces: Readonly<Record<string, EngineFace>>) {
  const engine: FaceEngine = {
    id: 'pretend',
    embeddingSize: 320,
    analyze: async (picture) => {
      const face = faces[new TextDecoder().decode(picture)];
      return face === undefined ? [] : [face];
    },
    close: async () => {},
  };
  const finder = createFaceFinder(engine);
  const photos = new Map<string, KnownPhoto>();
  for (const name of Object.keys(faces)) {
    const picture = new TextEncoder().encode(name);
    const found = (await finder.find(picture)).faces;
    photos.set(name, { photo: { id: name, faces: found, tags: [] }, picture, width: 100, height: 100 });
  }
  return { photos, naming: await nameFromEmbeddings(engine, photos.values()) };
}

async function measure(naming: Naming, photos: ReadonlyMap<string, KnownPhoto>) {
  const of = (prefix: string) => [...photos].filter(([name]) => name.startsWith(prefix)).map(([, photo]) => photo);
  const named: string[] = [];
  const members = new Map([
    ['ada', of('ada')],
    ['bo', of('bo')],
  ]);
  const strangers = of('stranger').map((photo) => ({ file: photo.photo.id, photo }));
  const draw = await measureDraw(naming, { members, strangers }, 1, ({ file, verdict }) => {
    named.push(`${file} as ${verdict.person.id}`);
  });
  return { draw, named };
}

describe('a draw', () => {
  it('counts who is right, why others are not, and the strangers named', async () => {
    const { photos, naming } = await prepare({
      'ada 1': faceOn(1),
      'ada 2': faceOn(1, 0.1),
      'ada 3': faceOn(1, 0.1, 'covered'),
      'ada 4': faceOn(2),
      'bo 1': faceOn(3, 0, 'covered'),
      'bo 2': faceOn(3),
      'stranger 1': faceOn(5),
      'stranger 2': faceOn(1, 0.2),
    });
    const { draw, named } = await measure(naming, photos);
    expect(draw).toMatchObject({ right: 0.25, wrong: 0, likely: 0.25, unknown: 0.5, strangersSure: 0.5 });
    expect(draw).toMatchObject({ missedHidden: 0.25, missedUnlearned: 0.25, missedFar: 0.25 });
    expect(named).toEqual(['stranger 2 as ada']);
  });

  it('names no one when no tagged face is good enough to learn from', async () => {
    const { photos, naming } = await prepare({ 'ada 1': faceOn(1, 0, 'too blurred'), 'ada 2': faceOn(1) });
    const { draw } = await measure(naming, photos);
    expect(draw).toMatchObject({ right: 0, unknown: 1, missedUnlearned: 1, sureFrom: 0.9 });
  });
});

describe('several draws', () => {
  const drawOf = (right: number): Draw => ({
    rank1: 1,
    right,
    wrong: 0,
    likely: 0,
    unknown: 1 - right,
    missedHidden: 0,
    missedUnlearned: 0,
    missedFar: 1 - right,
    strangersSure: 0.001,
    strangersLikely: 0,
    sureFrom: 0.9,
  });
  const draws = [drawOf(0.9), drawOf(1), drawOf(0.8), drawOf(0.9)];

  it('have a mean, a standard error and a range', () => {
    expect(meanShares(draws)).toMatchObject({ right: 0.9, strangersSure: 0.001 });
    expect(spreadOf(draws)['right']).toEqual({ min: 0.8, median: 0.9, max: 1, standardError: 0.04082 });
  });

  it('are described in one line, strangers to a thousandth of a percent', () => {
    expect(describeDraws(1, draws)).toContain('right 90.0 % ± 4.1 (80.0 % / 90.0 % / 100.0 %)');
    expect(describeDraws(2, draws)).toMatch(/^2 tags a person: .*strangersSure 0\.100 % ± 0\.000/);
  });
});
