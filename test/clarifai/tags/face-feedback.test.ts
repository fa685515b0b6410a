import { afterEach, describe, expect, it } from 'vitest';
import type { Recognizer } from '../../../src/clarifai/recognizer.js';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open() {
  const opened = await openRecognizer();
  closing.push(opened.close);
  const { recognizer } = opened;
  const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
  await addPhoto(recognizer, { id: 'photo-1', picture: fakePicture('Ada', 'Grace'), source });
  const { faces } = await recognizer.photos.read('photo-1');
  const [other, face] = faces
    .toSorted((a, b) => a.box.left - b.box.left)
    .map(({ id }) => ({ photoId: 'photo-1', faceId: id }));
  if (face === undefined || other === undefined) throw new Error('There are two faces');
  /** Flags and rejections of the photo: the face that tests are about is `face`. */
  const feedback = async (reader: Recognizer = recognizer) =>
    (await feedbackOf(reader)).map((text) => text.replace(face.faceId, 'face').replace(other.faceId, 'other')).sort();
  return { ...opened, face, other, feedback };
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
      const { recognizer, another, face, feedback } = await open();
      await recognizer.tags.flag({ ...face, kind, flaggedBy: 'U1' });
      expect(await feedback(another())).toEqual([`face ${kind}, U1`]);
      await another().tags.unflag(face);
      expect(await feedback(recognizer)).toEqual([]);
    },
  );

  it('replace one another; the same twice is one; removing none does nothing', async () => {
    const { recognizer, stored, face, feedback } = await open();
    await recognizer.tags.unflag(face);
    await recognizer.tags.flag({ ...face, kind: 'not a face', flaggedBy: 'U1' });
    await recognizer.tags.flag({ ...face, kind: 'left unnamed', flaggedBy: 'U2' });
    await recognizer.tags.flag({ ...face, kind: 'left unnamed', flaggedBy: 'U3' });
    expect(await feedback(recognizer)).toEqual(['face left unnamed, U2']);
    expect((await stored()).annotations).toHaveLength(1);
  });

  it('teach nothing, and leave tags alone', async () => {
    const { recognizer, face } = await open();
    await recognizer.tags.flag({ ...face, kind: 'not a face', flaggedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: ADA, rejectedBy: 'U1' });
    await expect(recognizer.model.train({ trainedBy: 'U1' })).resolves.toEqual({ kind: 'no one named' });
    expect((await recognizer.photos.read('photo-1')).tags).toEqual([]);
  });

  it('go when the face is named', async () => {
    const { recognizer, face, feedback } = await open();
    await recognizer.tags.flag({ ...face, kind: 'not a face', flaggedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: ADA, rejectedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: GRACE, rejectedBy: 'U1' });
    await recognizer.tags.add({ ...face, person: ADA, taggedBy: 'U2' });
    expect(await feedback(recognizer)).toEqual(['face not Grace Hopper, U1']);
    await recognizer.tags.remove(face);
    expect(await feedback(recognizer)).toEqual(['face not Grace Hopper, U1']);
  });
});

describe('rejections', () => {
  it('are stored per face and person, and removed one by one', async () => {
    const { recognizer, another, face, other, feedback } = await open();
    await recognizer.tags.reject({ ...face, person: ADA, rejectedBy: 'U1' });
    await recognizer.tags.reject({ ...face, person: GRACE, rejectedBy: 'U2' });
    await recognizer.tags.reject({ ...other, person: ADA, rejectedBy: 'U1' });
    expect(await feedback(another())).toEqual([
      'face not Ada Lovelace, U1',
      'face not Grace Hopper, U2',
      'other not Ada Lovelace, U1',
    ]);
    await another().tags.unreject({ ...face, personId: ADA.id });
    expect(await feedback(recognizer)).toEqual(['face not Grace Hopper, U2', 'other not Ada Lovelace, U1']);
  });
});

describe('a collage', () => {
  it('is stored with author and time, besides tags and flags of its faces', async () => {
    const { recognizer, another, face } = await open();
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
    const { recognizer, another, stored, face, other } = await open();
    await recognizer.tags.unflagCollage('photo-1');
    await recognizer.tags.flagCollage({ ...face, flaggedBy: 'U1' });
    await recognizer.tags.flagCollage({ ...other, flaggedBy: 'U2' });
    await another().tags.unflagCollage('photo-1');
    await recognizer.tags.unflagCollage('photo-1');
    expect(await recognizer.photos.read('photo-1')).not.toHaveProperty('collage');
    expect((await stored()).annotations).toEqual([]);
  });
});
