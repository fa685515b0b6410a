import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRecognizer } from '../../../src/clarifai/create-recognizer.js';
import { latestFirst, type VersionOrder } from '../../../src/clarifai/model/version-order.js';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { startTestClarifai } from '../../support/local-clarifai.js';
import { silentLog } from '../../support/silent-log.js';

const DAY_MS = 86_400_000;

describe('of two versions', () => {
  const version = (versionId: string, revision: number, tagsReadAt: number): VersionOrder => ({
    versionId,
    revision,
    tagsReadAt,
  });
  it.each([
    ['the one with the higher revision is later, whatever the clock said', version('a', 2, 100), version('b', 1, 900)],
    ['one with a revision is later than one of an earlier release', version('a', 1, 100), version('b', 0, 900)],
    ['of equal revision, the one that read the tags later is later', version('a', 3, 200), version('b', 3, 100)],
    [
      'that are equal otherwise, the id decides, the same for every process',
      version('b', 3, 100),
      version('a', 3, 100),
    ],
  ])('%s', (_rule, later, earlier) => {
    expect([earlier, later].toSorted(latestFirst)).toEqual([later, earlier]);
    expect([later, earlier].toSorted(latestFirst)).toEqual([later, earlier]);
  });
});

describe('after the clock was a day ahead', () => {
  afterEach(() => vi.useRealTimers());

  it('a later training is used, can be undone and promoted, and knows of new tags', async () => {
    const { address, key, userId, appId, remove } = await startTestClarifai();
    const recognizer = createRecognizer({ apiBase: `http://${address}`, key, userId, appId, log: silentLog });
    const ada = { id: 'person-ada', name: 'Ada Lovelace' };
    const grace = { id: 'person-grace', name: 'Grace Hopper' };
    const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
    await addPhoto(recognizer, { id: 'photo-1', picture: fakePicture('ada', 'grace'), source });
    const { faces } = await recognizer.photos.read('photo-1');
    const tag = (place: number, person: typeof ada) =>
      recognizer.tags.add({ photoId: 'photo-1', faceId: faces[place]?.id ?? '', person, taggedBy: 'U1' });
    const peopleNow = async () => (await recognizer.model.state()).last?.people;

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + DAY_MS });
    await tag(0, ada);
    await recognizer.model.train({ trainedBy: 'U1' });
    vi.useRealTimers();

    await tag(1, grace);
    expect(await recognizer.model.state()).toMatchObject({ tagsSince: 1 });
    await recognizer.model.train({ trainedBy: 'U1' });
    expect(await peopleNow()).toBe(2);
    await recognizer.model.undo();
    expect(await peopleNow()).toBe(1);
    expect((await recognizer.model.state()).newerUnusedAt).toBeDefined();
    await recognizer.model.promote();
    expect(await peopleNow()).toBe(2);

    await recognizer.close();
    await remove();
  });
});
