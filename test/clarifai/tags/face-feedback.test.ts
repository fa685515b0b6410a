import { afterEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../../src/clarifai/recognizer.js';
import { addPhoto } from '../../support/add-photo.js';
import { createWorld, pictureOf } from '../../support/clarifai-world.js';
import { createFakeFaceEngine, fakePicture } from '../../support/fake-face-engine.js';
import { startTestClarifai } from '../../support/local-clarifai.js';
import { openRecognizer } from '../../support/open-recognizer.js';
import { silentLog } from '../../support/silent-log.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const face = { photoId: 'photo-1', faceId: 'face-1' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A small Clarifai in memory, and the real local one: what we say about a face has to be welcome to both. */
async function openLocal() {
  const local = await startTestClarifai({ engine: createFakeFaceEngine() });
  const { key, userId, appId } = local;
  const another = () => {
    const recognizer = createRecognizer({ apiBase: `http://${local.address}`, key, userId, appId, log: silentLog });
    closing.unshift(() => recognizer.close());
    return recognizer;
  };
  closing.push(local.remove);
  const recognizer = another();
  const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
  await addPhoto(recognizer, { id: 'photo-1', picture: fakePicture('Ada', 'Grace'), source });
  return { recognizer, another };
}

async function open() {
  const world = createWorld({});
  const opened = await openRecognizer(world.handlers);
  closing.push(opened.close);
  const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
  await addPhoto(opened.recognizer, { id: 'photo-1', picture: pictureOf(2), source });
  return { world, ...opened };
}

/** Flags and rejections of the photo, and whether it is a collage. */
async function feedbackOf(recognizer: Recognizer): Promise<string[]> {
  const { flags = [], rejections = [] } = await recognizer.photos.read('photo-1');
  return [
    ...flags.map(({ faceId, kind, flaggedBy }) => `${faceId} ${kind}, ${flaggedBy}`),
    ...rejections.map(({ faceId, person, rejectedBy }) => `${faceId} not ${person.name}, ${rejectedBy}`),
  ].sort();
}

describe('flags', () => {
  it.each(['not a face', 'left unnamed'] as const)(
    '%s is stored with its author and visible to every process',
    async (kind) => {
      const { recognizer, another } = await open();
      await recognizer.tags.flag({ ...face, kind, flaggedBy: 'U1' });
      expect(await feedbackOf(another())).toEqual([`face-1 ${kind}, U1`]);
      await another().tags.unflag(face);
      expect(await feedbackOf(recognizer)).toEqual([]);
    },
  );

  it('replace one another; the same twice is one; removing none does nothing', async () => {
    const { world, recognizer } = await open();
    await recognizer.tags.unflag(face);
    await recognizer.tags.flag({ ...face, kind: 'not a face', flaggedBy: 'U1' });
    await recognizer.tags.flag({ ...face, kind: 'left unnamed', flaggedBy: 'U2' });
    await recognizer.tags.flag({ ...face, kind: 'left unnamed', flaggedBy: 'U3' });
    expect(await feedbackOf(recognizer)).toEqual(['face-1 left unnamed, U2']);
    expect(world.annotations.filter((each) => each.getAnnotationInfo() !== undefined)).toHaveLength(1);
  });

  it('teach nothing, and leave tags alone', async () => {
    const { recognizer } = await open();
    await recognizer.tags.flag({ ...face, kind: 'not a face', flaggedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: ADA, rejectedBy: 'U1' });
    await expect(recognizer.model.train({ trainedBy: 'U1' })).resolves.toEqual({ kind: 'no one named' });
    expect((await recognizer.photos.read('photo-1')).tags).toEqual([]);
  });

  it('go when the face is named', async () => {
    const { recognizer } = await open();
    await recognizer.tags.flag({ ...face, kind: 'not a face', flaggedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: ADA, rejectedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: GRACE, rejectedBy: 'U1' });
    await recognizer.tags.add({ ...face, person: ADA, taggedBy: 'U2' });
    expect(await feedbackOf(recognizer)).toEqual(['face-1 not Grace Hopper, U1']);
    await recognizer.tags.remove(face);
    expect(await feedbackOf(recognizer)).toEqual(['face-1 not Grace Hopper, U1']);
  });
});

describe('rejections', () => {
  it('are stored per face and person, and removed one by one', async () => {
    const { recognizer, another } = await open();
    await recognizer.tags.reject({ ...face, person: ADA, rejectedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: GRACE, rejectedBy: 'U2' });
    await recognizer.tags.reject({ ...face, faceId: 'face-0', person: ADA, rejectedBy: 'U1' });
    expect(await feedbackOf(another())).toEqual([
      'face-0 not Ada Lovelace, U1',
      'face-1 not Ada Lovelace, U1',
      'face-1 not Grace Hopper, U2',
    ]);
    await another().tags.unreject({ ...face, personId: ADA.id });
    expect(await feedbackOf(recognizer)).toEqual(['face-0 not Ada Lovelace, U1', 'face-1 not Grace Hopper, U2']);
  });
});

describe('a collage', () => {
  it('is stored with author and time, besides tags and flags of its faces', async () => {
    const { recognizer, another } = await open();
    const before = Date.now();
    await recognizer.tags.flagCollage({ ...face, flaggedBy: 'U1' });
    await recognizer.tags.flagCollage({ ...face, flaggedBy: 'U2' });
    await recognizer.tags.flag({ ...face, kind: 'not a face', flaggedBy: 'U3' });
    await recognizer.tags.unflag(face);
    await recognizer.tags.add({ ...face, person: ADA, taggedBy: 'U3' });
    await recognizer.tags.remove(face);
    const { collage, flags } = await another().photos.read('photo-1');
    expect(collage?.flaggedBy).toBe('U1');
    expect(collage?.flaggedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(flags).toEqual([]);
  });

  it('is removed as a whole, even if two people stored it with different faces', async () => {
    const { world, recognizer, another } = await open();
    await recognizer.tags.unflagCollage('photo-1');
    await recognizer.tags.flagCollage({ ...face, flaggedBy: 'U1' });
    await recognizer.tags.flagCollage({ ...face, faceId: 'face-0', flaggedBy: 'U2' });
    await another().tags.unflagCollage('photo-1');
    await recognizer.tags.unflagCollage('photo-1');
    expect(await recognizer.photos.read('photo-1')).not.toHaveProperty('collage');
    expect(world.annotations.filter((each) => each.getAnnotationInfo() !== undefined)).toEqual([]);
  });
});

it('local Clarifai stores and removes all of it', async () => {
  const { recognizer, another } = await openLocal();
  const [first, second] = (await recognizer.photos.read('photo-1')).faces.map(({ id }) => ({
    photoId: 'photo-1',
    faceId: id,
  }));
  if (first === undefined || second === undefined) throw new Error('There are two faces');
  await recognizer.tags.flag({ ...first, kind: 'not a face', flaggedBy: 'U1' });
  await recognizer.tags.reject({ ...second, person: ADA, rejectedBy: 'U2' });
  expect(await feedbackOf(another())).toEqual(
    [`${first.faceId} not a face, U1`, `${second.faceId} not Ada Lovelace, U2`].sort(),
  );
  await expect(recognizer.model.train({ trainedBy: 'U1' })).resolves.toEqual({ kind: 'no one named' });
  await recognizer.tags.add({ ...second, person: ADA, taggedBy: 'U3' });
  await recognizer.tags.unflag(first);
  expect(await feedbackOf(another())).toEqual([]);
  await recognizer.tags.flagCollage({ ...second, flaggedBy: 'U4' });
  expect((await another().photos.read('photo-1')).collage?.flaggedBy).toBe('U4');
  await recognizer.tags.unflagCollage('photo-1');
  expect(await another().photos.read('photo-1')).not.toHaveProperty('collage');
});
