import { afterEach, expect, it } from 'vitest';
import { createRecognizer } from '../../../src/clarifai/create-recognizer.js';
import { countByPerson } from '../../../src/faces/figures.js';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { startTestClarifai } from '../../support/local-clarifai.js';
import { silentLog } from '../../support/silent-log.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A local Clarifai with a photo of three faces. */
async function open() {
  const local = await startTestClarifai();
  closing.push(local.remove);
  const another = () => {
    const { address, key, userId, appId } = local;
    const opened = createRecognizer({ apiBase: `http://${address}`, key, userId, appId, log: silentLog });
    closing.unshift(() => opened.close());
    return opened;
  };
  const recognizer = another();
  const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
  await addPhoto(recognizer, { id: 'photo-1', picture: fakePicture('ada:1', 'ada:2', 'grace'), source });
  const { faces } = await recognizer.photos.read('photo-1');
  const tag = (place: number, person: typeof ADA) =>
    recognizer.tags.add({ photoId: 'photo-1', faceId: faces[place]?.id ?? '', person, taggedBy: 'U1' });
  return { tag, recognizer, another };
}

it('before the first training there is nothing but the tags', async () => {
  const { recognizer, tag } = await open();
  expect(await recognizer.model.state()).toEqual({ last: undefined, now: { people: 0, tags: 0 }, tagsSince: 0 });
  await tag(0, ADA);
  await tag(1, GRACE);
  expect(await recognizer.model.state()).toEqual({ last: undefined, now: { people: 2, tags: 2 }, tagsSince: 2 });
});

it('has who trained, when and from what, in every process, and the number of tags since', async () => {
  const { tag, recognizer, another } = await open();
  await tag(0, ADA);
  await tag(1, ADA);
  const before = Date.now();
  await recognizer.model.train({ trainedBy: 'U7' });
  const state = await another().model.state();
  expect(state).toMatchObject({
    last: { trainedBy: 'U7', people: 1, tags: 2 },
    now: { people: 1, tags: 2 },
    tagsSince: 0,
  });
  expect(state.last?.at.getTime()).toBeGreaterThanOrEqual(before);
  expect(state.last?.at.getTime()).toBeLessThanOrEqual(Date.now());

  await new Promise((resolve) => setTimeout(resolve, 5));
  await tag(2, GRACE);
  // Another name for a face is a tag given since, though there is none more.
  await tag(0, GRACE);
  expect(await recognizer.model.state()).toMatchObject({ now: { people: 2, tags: 3 }, tagsSince: 2 });
});

it('tells what became of the newest training, and the tags given since it began', async () => {
  const { tag, recognizer } = await open();
  await tag(0, ADA);
  await tag(1, ADA);
  await recognizer.model.train({ trainedBy: 'U7' });
  expect((await recognizer.model.state()).newest).toEqual({ outcome: 'in use', tagsSince: 0 });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await tag(2, GRACE);
  expect((await recognizer.model.state()).newest).toEqual({ outcome: 'in use', tagsSince: 1 });
  await recognizer.model.train({ trainedBy: 'U7' });
  await recognizer.model.undo();
  expect((await recognizer.model.state()).newest).toEqual({ outcome: 'rolled back', tagsSince: 0 });
});

it('counts people and tags as App Home does, after a merge and a removal too', async () => {
  const { tag, recognizer } = await open();
  for (const [place, person] of [ADA, ADA, GRACE].entries()) await tag(place, person);
  const expectSameFigures = async (people: number) => {
    const figures = countByPerson(await recognizer.tags.list());
    const trained = await recognizer.model.train({ trainedBy: 'U7' });
    const report = trained.kind === 'trained' ? trained.report.people : [];
    expect(report.map(({ person, tags }) => [person.id, tags]).sort()).toEqual(
      [...figures].map(([id, { tags }]) => [id, tags]).sort(),
    );
    expect(await recognizer.model.state()).toMatchObject({ last: { people }, now: { people } });
  };
  await expectSameFigures(2);
  await recognizer.people.merge({ personId: GRACE.id, intoId: ADA.id, by: 'U1' });
  expect(await recognizer.model.state()).toMatchObject({ last: { people: 1 }, now: { people: 1, tags: 3 } });
  await expectSameFigures(1);
  await recognizer.people.remove({ personId: ADA.id, by: 'U1' });
  expect(await recognizer.model.state()).toMatchObject({ last: { people: 0 }, now: { people: 0, tags: 0 } });
});
