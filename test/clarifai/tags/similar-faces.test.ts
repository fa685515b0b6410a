import { afterEach, expect, it } from 'vitest';
import { addPhoto } from '../../support/add-photo.js';
import { GrpcFailure } from '../../support/clarifai/scripted-replies.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

it('local Clarifai finds the tagged faces of a person, most similar first', async () => {
  const { recognizer, close } = await openRecognizer();
  closing.push(close);
  const tag = async (photoId: string, shows: readonly string[], people: readonly (typeof ADA)[]) => {
    await addPhoto(recognizer, { id: photoId, picture: fakePicture(...shows), source });
    const { faces } = await recognizer.photos.read(photoId);
    for (const [index, person] of people.entries()) {
      const faceId = faces[index]?.id ?? '';
      await recognizer.tags.add({ photoId, faceId, person, taggedBy: 'U1' });
    }
    return faces.map(({ id }) => ({ photoId, faceId: id }));
  };
  const [other, alike] = await tag('photo-1', ['Grace', 'Ada'], [ADA, ADA]);
  await tag('photo-2', ['Grace'], [GRACE]);
  await tag('photo-3', ['Ada:3'], []);
  const [wanted] = await tag('photo-4', ['Ada:4'], [ADA]);
  if (wanted === undefined) throw new Error('There is a face');

  const found = await recognizer.tags.findSimilar({ ...wanted, personId: ADA.id });
  expect(found).toMatchObject([alike, other]);
  expect(found[0]?.similarity).toBeGreaterThan(found[1]?.similarity ?? 1);
  await expect(recognizer.tags.findSimilar({ ...wanted, personId: 'unknown' })).resolves.toEqual([]);

  await recognizer.people.merge({ personId: GRACE.id, intoId: ADA.id, by: 'U1' });
  expect(await recognizer.tags.findSimilar({ ...wanted, personId: ADA.id })).toHaveLength(3);
});

it('a service without search is reported', async () => {
  const opened = await openRecognizer({
    postAnnotationsSearches: () => {
      throw new GrpcFailure(12, 'unimplemented');
    },
  });
  closing.push(opened.close);
  await addPhoto(opened.recognizer, { id: 'photo-1', picture: fakePicture('Ada'), source });
  const [face] = (await opened.recognizer.photos.read('photo-1')).faces;
  await opened.recognizer.people.add(ADA);
  await expect(
    opened.recognizer.tags.findSimilar({ photoId: 'photo-1', faceId: face?.id ?? '', personId: ADA.id }),
  ).rejects.toMatchObject({ name: 'ClarifaiError' });
});
