import { afterEach, expect, it } from 'vitest';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { openRecognizer } from '../../support/open-recognizer.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Three photos, the first of two people; each from a channel of its own. */
async function open() {
  const { recognizer, close } = await openRecognizer();
  closing.push(close);
  for (const [id, ...people] of [
    ['first', 'Ada', 'Grace'],
    ['second', 'Ada'],
    ['third', 'Alan'],
  ] as const) {
    const source = { teamId: 'T1', channelId: `C-${id}`, messageTs: '1700000000.000100' };
    await addPhoto(recognizer, { id, picture: fakePicture(...people), source });
  }
  const faceOf = async (photoId: string, place = 0) => {
    const faces = (await recognizer.photos.read(photoId)).faces.toSorted((a, b) => a.box.left - b.box.left);
    return { photoId, faceId: faces[place]?.id ?? '' };
  };
  return { recognizer, faceOf };
}

it('every tag that holds is listed with its photo, newest first, one per face', async () => {
  const { recognizer, faceOf } = await open();
  expect(await recognizer.tags.list()).toEqual([]);
  const [ada, grace, again] = [await faceOf('first'), await faceOf('first', 1), await faceOf('second')];
  await recognizer.tags.add({ ...ada, person: GRACE, taggedBy: 'U1' });
  await recognizer.tags.add({ ...grace, person: GRACE, taggedBy: 'U1' });
  await recognizer.tags.add({ ...again, person: ADA, taggedBy: 'U2' });
  await recognizer.tags.add({ ...ada, person: ADA, taggedBy: 'U2' });
  await recognizer.tags.reject({ ...(await faceOf('third')), person: ADA, rejectedBy: 'U2' });
  expect(await recognizer.tags.list()).toEqual([
    { ...ada, person: ADA, taggedBy: 'U2', taggedAt: expect.any(Date) },
    { ...again, person: ADA, taggedBy: 'U2', taggedAt: expect.any(Date) },
    { ...grace, person: GRACE, taggedBy: 'U1', taggedAt: expect.any(Date) },
  ]);
});

it('photos are listed with where they were posted, newest first, as many as asked for', async () => {
  const { recognizer } = await open();
  expect(await recognizer.photos.listRecent(2)).toEqual([
    { photoId: 'third', channelId: 'C-third', messageTs: '1700000000.000100' },
    { photoId: 'second', channelId: 'C-second', messageTs: '1700000000.000100' },
  ]);
});

it('photos that were removed have no source', async () => {
  const { recognizer } = await open();
  expect(await recognizer.photos.findSources([])).toEqual([]);
  expect(
    (await recognizer.photos.findSources(['second', 'gone', 'first'])).map(({ channelId }) => channelId).sort(),
  ).toEqual(['C-first', 'C-second']);
});
