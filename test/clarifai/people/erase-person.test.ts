import { afterEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../../src/clarifai/recognizer.js';
import { StatusCode } from '../../../src/clarifai-protocol.js';
import { refusal } from '../../../src/local-clarifai/faults/answers.js';
import type { Interceptor } from '../../../src/local-clarifai/rpc.js';
import { addPhoto } from '../../support/add-photo.js';
import { createFakeFaceEngine, fakePicture } from '../../support/fake-face-engine.js';
import { startTestClarifai } from '../../support/local-clarifai.js';
import { IS_POSTGRES } from '../../support/postgres/test-database.js';
import { silentLog } from '../../support/silent-log.js';
import { findOnDisk, tracesOf } from '../../support/traces-on-disk.js';

const ada = { id: 'ada', name: 'Ada Lovelace' };
const grace = { id: 'grace', name: 'Grace Hopper' };

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function open(intercept?: Interceptor) {
  const engine = createFakeFaceEngine();
  const local = await startTestClarifai({ engine, ...(intercept ? { intercept } : {}) });
  const recognizer = createRecognizer({
    apiBase: `http://${local.address}`,
    key: local.key,
    userId: local.userId,
    appId: local.appId,
    log: silentLog,
    polling: { tag: { firstMs: 1, growth: 1, longestMs: 1, limitMs: 15_000 } },
  });
  ending.push(local.remove, () => recognizer.close());
  const onDisk = async (...people: string[]) => {
    const embeddings = (await Promise.all(people.map((each) => engine.analyze(fakePicture(each))))).flat();
    const names = people.some((each) => each.startsWith('ada')) ? [ada.name] : [grace.name];
    return findOnDisk(
      local.dataDir,
      tracesOf(
        names,
        embeddings.map(({ embedding }) => embedding),
      ),
    );
  };
  return { recognizer, onDisk };
}

async function addNamed(
  recognizer: Recognizer,
  id: string,
  pictured: string[],
  ...people: { id: string; name: string }[]
) {
  const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
  await addPhoto(recognizer, { id, picture: fakePicture(...pictured), source });
  const { faces } = await recognizer.photos.read(id);
  const ids = faces.toSorted((a, b) => a.box.left - b.box.left).map((face) => face.id);
  for (const [index, person] of people.entries()) {
    await recognizer.tags.add({ photoId: id, faceId: ids[index] ?? '', person, taggedBy: 'U1' });
  }
  return ids;
}

/** Names of the best candidates for the faces of a picture, from left to right. */
async function recognise(recognizer: Recognizer, ...pictured: string[]) {
  const id = `asked-${pictured.join('-').replaceAll(':', '-')}`;
  const ids = await addNamed(recognizer, id, pictured);
  const { byFace } = await recognizer.model.findCandidates(await recognizer.photos.read(id), fakePicture(...pictured));
  await recognizer.photos.remove(id);
  return ids.map((faceId) => byFace.get(faceId)?.map(({ person }) => person.name));
}

async function forgetAda(recognizer: Recognizer) {
  const traces = await recognizer.people.readTraces(['ada']);
  const versions = await recognizer.people.eraseFromModel(['ada']);
  for (const { photoId, faceIds } of traces.photos) {
    const { faces } = await recognizer.photos.read(photoId);
    if (faces.every(({ id }) => faceIds.includes(id))) await recognizer.photos.remove(photoId);
    else {
      expect(await recognizer.people.eraseFaces({ photoId, faceIds })).toBe(true);
      await recognizer.people.eraseAnnotations({ photoId, personIds: ['ada'] });
    }
  }
  await recognizer.people.eraseNames(['ada']);
  return { traces, versions };
}

describe('erasing a person', () => {
  // With PostgreSQL, what is deleted is overwritten later (docs/running.md).
  it.skipIf(IS_POSTGRES)('leaves neither name nor embedding in any file, and others unchanged', async () => {
    const { recognizer, onDisk } = await open();
    await addNamed(recognizer, 'alone', ['ada'], ada);
    await addNamed(recognizer, 'together', ['ada:1', 'grace'], ada, grace);
    const [left = '', right = ''] = await addNamed(recognizer, 'not-her', ['grace:1', 'someone'], grace);
    await recognizer.tags.reject({ photoId: 'not-her', faceId: right, person: ada, rejectedBy: 'U1' });
    // A name that another one replaced.
    await recognizer.tags.add({ photoId: 'not-her', faceId: left, person: ada, taggedBy: 'U1' });
    await recognizer.tags.add({ photoId: 'not-her', faceId: left, person: grace, taggedBy: 'U1' });
    await recognizer.model.train({ trainedBy: 'U1' });
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(await onDisk('ada', 'ada:1')).not.toEqual([]);

    const { traces, versions } = await forgetAda(recognizer);
    expect(traces).toMatchObject({ names: ['Ada Lovelace'], tags: 2 });
    expect(traces.photos.map(({ photoId }) => photoId).sort()).toEqual(['alone', 'not-her', 'together']);
    expect(versions).toBe(2);

    expect(await onDisk('ada', 'ada:1')).toEqual([]);
    expect(await onDisk('grace')).not.toEqual([]);
    expect(await recognizer.people.list()).toEqual([grace]);
    expect((await recognizer.tags.list()).map(({ photoId, person }) => [photoId, person.name]).sort()).toEqual([
      ['not-her', 'Grace Hopper'],
      ['together', 'Grace Hopper'],
    ]);
    expect(await recognise(recognizer, 'ada:2', 'grace:2')).toEqual([['Grace Hopper'], ['Grace Hopper']]);
    expect((await recognizer.model.state()).last).toMatchObject({ trainedBy: 'U1', people: 1, tags: 2 });
    await expect(recognizer.photos.read('alone')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('can be done again, and by two at once, without harm', async () => {
    const { recognizer, onDisk } = await open();
    await addNamed(recognizer, 'together', ['ada', 'grace'], ada, grace);
    await recognizer.model.train({ trainedBy: 'U1' });
    await Promise.all([forgetAda(recognizer), forgetAda(recognizer)]);
    expect(await forgetAda(recognizer)).toMatchObject({ traces: { photos: [], names: [] }, versions: 0 });
    expect(await onDisk('ada')).toEqual([]);
    expect(await recognise(recognizer, 'grace:1')).toEqual([['Grace Hopper']]);
  });

  it('stores who asked until it is done, besides other metadata of the person', async () => {
    const { recognizer } = await open();
    await recognizer.people.add(ada);
    await recognizer.people.add({ id: 'zoe', name: 'Zoë' });
    await recognizer.people.rename({ personId: 'ada', name: 'Countess of Lovelace', by: 'U1' });
    await recognizer.people.requestErasure({ personId: 'ada', askedBy: 'U2' });
    await recognizer.people.requestErasure({ personId: 'unknown', askedBy: 'U2' });
    expect(await recognizer.people.listErasureRequests()).toEqual([{ personId: 'ada', askedBy: 'U2' }]);
    expect((await recognizer.people.readTraces(['ada'])).names).toEqual(['Countess of Lovelace', 'Ada Lovelace']);
    await recognizer.people.eraseNames(['ada']);
    expect(await recognizer.people.listErasureRequests()).toEqual([]);
  });

  it('remembers a request when something else of the person is stored afterwards', async () => {
    const { recognizer } = await open();
    await recognizer.people.add(ada);
    await recognizer.people.requestErasure({ personId: 'ada', askedBy: 'U2' });
    await recognizer.people.noteSeen({ personIds: ['ada'], at: new Date() });
    await recognizer.people.rename({ personId: 'ada', name: 'Countess of Lovelace', by: 'U1' });
    expect(await recognizer.people.listErasureRequests()).toEqual([{ personId: 'ada', askedBy: 'U2' }]);
  });

  it('empties the model when no one is left, until the next training', async () => {
    const { recognizer, onDisk } = await open();
    await addNamed(recognizer, 'together', ['ada', 'grace'], ada);
    await recognizer.model.train({ trainedBy: 'U1' });
    await forgetAda(recognizer);
    expect(await onDisk('ada')).toEqual([]);
    expect(await recognise(recognizer, 'ada:1')).toEqual([undefined]);
    expect((await recognizer.model.state()).last).toBeUndefined();
    // The id comes from the account and is used again; the person is a new one.
    expect(await recognizer.people.add(ada)).toEqual(ada);
    expect(await recognizer.people.list()).toEqual([ada]);
    await addNamed(recognizer, 'later', ['ada:3'], ada);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(await recognise(recognizer, 'ada:1')).toEqual([['Ada Lovelace']]);
  });

  it('reports when the service keeps detections', async () => {
    const keeps: Interceptor = async ({ rpc }, next) =>
      rpc === 'deleteAnnotations' ? refusal(rpc, StatusCode.CONN_INVALID_REQUEST, 'No model’s annotation.') : next();
    const { recognizer } = await open(keeps);
    const [left = ''] = await addNamed(recognizer, 'together', ['ada', 'grace'], ada, grace);
    expect(await recognizer.people.eraseFaces({ photoId: 'together', faceIds: [left] })).toBe(false);
  });
});

describe('a picture that comes with another message later', () => {
  it('is known with both', async () => {
    const { recognizer } = await open();
    await addNamed(recognizer, 'one', ['ada']);
    const source = { teamId: 'T1', channelId: 'C2', messageTs: '1700000001.000100' };
    await recognizer.photos.add([{ id: 'two', picture: fakePicture('ada'), source }]);
    await recognizer.photos.add([{ id: 'one', picture: fakePicture('ada'), source: { ...source, channelId: 'C3' } }]);
    const [photo] = await recognizer.photos.listRecent(Number.POSITIVE_INFINITY);
    expect(photo).toMatchObject({ photoId: 'one', channelId: 'C1' });
    expect(photo?.alsoIn).toEqual([
      { channelId: 'C2', messageTs: '1700000001.000100' },
      { channelId: 'C3', messageTs: '1700000001.000100' },
    ]);
  });
});
