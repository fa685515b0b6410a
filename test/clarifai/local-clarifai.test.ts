import { afterEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { describeFailure } from '../../src/clarifai/transport/errors.js';
import type { Interceptor } from '../../src/local-clarifai/rpc.js';
import { addPhoto } from '../support/add-photo.js';
import { createFakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';
import { silentLog } from '../support/silent-log.js';

/** The client against local Clarifai, over a real connection. */

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function open(intercept?: Interceptor) {
  const engine = createFakeFaceEngine();
  const local = await startTestClarifai({ engine, ...(intercept ? { intercept } : {}) });
  ending.push(local.remove);
  const another = (key = local.key): Recognizer => {
    const recognizer = createRecognizer({
      apiBase: `http://${local.address}`,
      key,
      userId: local.userId,
      appId: local.appId,
      log: silentLog,
      retry: { firstMs: 1, longestMs: 5, throttledFirstMs: 5, throttledLongestMs: 5 },
    });
    ending.push(() => recognizer.close());
    return recognizer;
  };
  return { engine, recognizer: another(), another };
}

const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const add = (recognizer: Recognizer, id: string, ...people: string[]) =>
  addPhoto(recognizer, { id, picture: fakePicture(...people), source });

/** From left to right. */
async function faceIds(recognizer: Recognizer, photoId: string): Promise<string[]> {
  const { faces } = await recognizer.photos.read(photoId);
  return faces.toSorted((a, b) => a.box.left - b.box.left).map((face) => face.id);
}

/** Names the faces of a photo from left to right. */
async function name(recognizer: Recognizer, photoId: string, ...people: { id: string; name: string }[]): Promise<void> {
  const ids = await faceIds(recognizer, photoId);
  for (const [index, person] of people.entries()) {
    await recognizer.tags.add({ photoId, faceId: ids[index] ?? '', person, taggedBy: 'U1' });
  }
}

/** Who each face of a photo is taken for, from left to right, when the score is high. */
async function recognise(
  recognizer: Recognizer,
  photoId: string,
  ...people: string[]
): Promise<(string | undefined)[]> {
  await add(recognizer, photoId, ...people);
  const photo = await recognizer.photos.read(photoId);
  const { byFace } = await recognizer.model.findCandidates(photo, fakePicture(...people));
  return (await faceIds(recognizer, photoId)).map((id) => {
    const best = byFace.get(id)?.[0];
    return best !== undefined && best.score > 0.5 ? best.person.name : undefined;
  });
}

const ADA = { id: 'a1', name: 'Ada Lovelace' };
const GRACE = { id: 'g1', name: 'Grace 호퍼 🐙' };

async function runFlow(recognizer: Recognizer): Promise<void> {
  await expect(add(recognizer, 'photo-1', 'ada:1', 'grace:1')).resolves.toBe('added');
  await expect(add(recognizer, 'photo-1', 'ada:1', 'grace:1')).resolves.toBe('already there');
  await name(recognizer, 'photo-1', ADA, GRACE);
  const outcome = await recognizer.model.train({ trainedBy: 'U1' });
  expect(outcome.kind).toBe('trained');
  expect(await recognise(recognizer, 'photo-2', 'grace:2', 'stranger', 'ada:2')).toEqual([
    GRACE.name,
    undefined,
    ADA.name,
  ]);
  await name(recognizer, 'photo-2', GRACE);
  const again = await recognizer.model.train({ trainedBy: 'U2' });
  expect(again.kind === 'trained' && again.report.people).toEqual([
    { person: GRACE, tags: 2, tagsBefore: 1 },
    { person: ADA, tags: 1, tagsBefore: 1 },
  ]);
}

it('names people in photos once they were tagged and trained', async () => {
  const { recognizer } = await open();
  const { engine } = await recognizer.checkSetup();
  expect(engine).toMatch(/^local/);
  await runFlow(recognizer);
  await expect(recognizer.people.list()).resolves.toEqual(expect.arrayContaining([ADA, GRACE]));
  const { engine: scored } = await recognizer.model.findCandidates(
    await recognizer.photos.read('photo-1'),
    fakePicture('ada:1', 'grace:1'),
  );
  expect(scored).toBe(engine);
});

describe('at the worst of times', () => {
  const unavailable = { code: 14, details: 'connection reset' };

  it('every second answer is lost, and nothing is doubled', async () => {
    let calls = 0;
    const { recognizer } = await open(async (_call, next) => {
      const reply = await next();
      if (calls++ % 2 === 0) throw unavailable;
      return reply;
    });
    await runFlow(recognizer);
    expect((await recognizer.photos.read('photo-1')).tags).toHaveLength(2);
  });

  it('every third call does not arrive', async () => {
    let calls = 0;
    const { recognizer } = await open(async (_call, next) => {
      if (calls++ % 3 === 0) throw unavailable;
      return await next();
    });
    await runFlow(recognizer);
  });
});

describe('several at once', () => {
  it('two people tagging different faces at once keep both tags', async () => {
    const { recognizer, another } = await open();
    await add(recognizer, 'photo', 'ada', 'grace');
    const [left = '', right = ''] = await faceIds(recognizer, 'photo');
    await Promise.all([
      recognizer.tags.add({ photoId: 'photo', faceId: left, person: ADA, taggedBy: 'U1' }),
      another().tags.add({ photoId: 'photo', faceId: right, person: GRACE, taggedBy: 'U2' }),
    ]);
    const { tags } = await recognizer.photos.read('photo');
    expect(tags.map((tag) => [tag.faceId, tag.person.name, tag.taggedBy]).sort()).toEqual(
      [
        [left, ADA.name, 'U1'],
        [right, GRACE.name, 'U2'],
      ].sort(),
    );
  });

  it('many naming one face leave one name', async () => {
    const { recognizer, another } = await open();
    await add(recognizer, 'photo', 'ada');
    const [faceId = ''] = await faceIds(recognizer, 'photo');
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        another().tags.add({ photoId: 'photo', faceId, person: index % 2 ? ADA : GRACE, taggedBy: `U${index}` }),
      ),
    );
    expect((await recognizer.photos.read('photo')).tags).toHaveLength(1);
    await recognizer.tags.remove({ photoId: 'photo', faceId });
    expect((await recognizer.photos.read('photo')).tags).toHaveLength(0);
  });

  it('several trainings at once end with a model of all people', async () => {
    const { recognizer, another } = await open();
    await add(recognizer, 'photo', 'ada:1', 'grace:1');
    await name(recognizer, 'photo', ADA, GRACE);
    await Promise.all([1, 2, 3].map(() => another().model.train({ trainedBy: 'U1' })));
    expect(await recognise(recognizer, 'photo-2', 'ada:2', 'grace:2')).toEqual([ADA.name, GRACE.name]);
  });
});

describe('what cannot be done is explained', () => {
  it('a file that is not a picture', async () => {
    const { recognizer } = await open();
    const failed = await addPhoto(recognizer, {
      id: 'photo',
      picture: new TextEncoder().encode('hello'),
      source,
    }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'unreadable' });
    expect(describeFailure(failed)).toMatch(/can’t read/);
  });

  it('for a photo that is not there', async () => {
    const { recognizer } = await open();
    await expect(recognizer.photos.read('nowhere')).rejects.toMatchObject({ kind: 'not_found' });
    await expect(recognizer.photos.remove('nowhere')).resolves.toBeUndefined();
  });

  it('for a wrong key', async () => {
    const { another } = await open();
    const failed = await another('wrong')
      .checkSetup()
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'auth', code: 11008 });
  });

  it('a photo without faces has no candidates', async () => {
    const { recognizer } = await open();
    await add(recognizer, 'photo');
    await expect(recognizer.photos.read('photo')).resolves.toMatchObject({ id: 'photo', faces: [], tags: [] });
  });

  it('a removed photo no longer counts in training', async () => {
    const { recognizer } = await open();
    await add(recognizer, 'photo', 'ada');
    await name(recognizer, 'photo', ADA);
    await recognizer.photos.remove('photo');
    await expect(recognizer.photos.read('photo')).rejects.toMatchObject({ kind: 'not_found' });
    await expect(recognizer.model.train({ trainedBy: 'U1' })).resolves.toEqual({ kind: 'no one named' });
  });
});

describe('only people teach', () => {
  /** So different from other photos of Ada that its score is neither 0 nor 1, and shows what exactly was learned. */
  const PROBE = 'ada:99*5';

  /** How well a picture of Ada fits her, asked without keeping the picture. */
  async function scoreOfAda(recognizer: Recognizer): Promise<number | undefined> {
    const photo = await recognizer.photos.read('probe');
    const { byFace } = await recognizer.model.findCandidates(photo, fakePicture(PROBE));
    return [...byFace.values()][0]?.find(({ person }) => person.id === ADA.id)?.score;
  }

  it('a candidate never becomes an example, only a tag by a person does', async () => {
    const { recognizer } = await open();
    await add(recognizer, 'probe', PROBE);
    await add(recognizer, 'photo-1', 'ada:1', 'grace:1');
    await name(recognizer, 'photo-1', ADA, GRACE);
    await recognizer.model.train({ trainedBy: 'U1' });
    const taught = await scoreOfAda(recognizer);
    expect(taught).toBeGreaterThan(0.5);
    expect(taught).toBeLessThan(1);

    for (let photo = 2; photo < 12; photo++) {
      expect(await recognise(recognizer, `photo-${photo}`, `ada:${photo}`, `grace:${photo}`)).toEqual([
        ADA.name,
        GRACE.name,
      ]);
    }
    const outcome = await recognizer.model.train({ trainedBy: 'U1' });
    expect(outcome).toMatchObject({ report: { people: [{ tags: 1 }, { tags: 1 }] } });
    expect(await scoreOfAda(recognizer)).toBe(taught);

    await name(recognizer, 'photo-2', ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(await scoreOfAda(recognizer)).not.toBe(taught);
  });

  it.each([
    ['too small', '(ada:1)'],
    ['too blurred', '~ada:1'],
    ['too turned', '<ada:1'],
  ])('a face that is %s is tagged but not taught, and the bot knows why', async (qualityIssue, written) => {
    const { recognizer } = await open();
    await add(recognizer, 'probe', PROBE);
    await add(recognizer, 'photo-1', written, 'grace:1');
    await name(recognizer, 'photo-1', ADA, GRACE);
    const { faces, tags } = await recognizer.photos.read('photo-1');
    expect(faces.map((face) => face.qualityIssue).sort()).toEqual([qualityIssue, undefined]);
    expect(tags).toHaveLength(2);

    const outcome = await recognizer.model.train({ trainedBy: 'U1' });
    const people = outcome.kind === 'trained' ? outcome.report.people : [];
    expect(people.map(({ person, tags: count, unusable }) => [person.id, count, unusable])).toEqual([
      [ADA.id, 1, 1],
      [GRACE.id, 1, undefined],
    ]);
    expect(await scoreOfAda(recognizer)).toBeUndefined();
    expect(await recognise(recognizer, 'photo-2', 'ada:2', 'grace:2')).toEqual([undefined, GRACE.name]);

    await name(recognizer, 'photo-2', ADA);
    await recognizer.model.train({ trainedBy: 'U1' });
    const onlyTheGoodOne = await scoreOfAda(recognizer);
    await recognizer.tags.remove({
      photoId: 'photo-1',
      faceId: faces.find((face) => face.qualityIssue === qualityIssue)?.id ?? '',
    });
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(await scoreOfAda(recognizer)).toBe(onlyTheGoodOne);
  });
});
