import { describe, expect, it } from 'vitest';
import { createCandidateCache } from '../../src/replies/candidate-cache.js';
import { clarifaiError, createFakeRecognizer, fakeFace } from '../support/fake-recognizer.js';
import { silentLog } from '../support/silent-log.js';
import { refused, ScriptedClient } from '../support/slack/scripted-client.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const PHOTO = 'slack-f1';
const PICTURE = Uint8Array.of(1);
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1.000' };

/** A photo with one face, which looks like Ada. */
async function open() {
  const recognizer = createFakeRecognizer({
    people: [ADA, GRACE],
    trained: true,
    faces: { [PHOTO]: [fakeFace('face-1', 0.1, { [ADA.id]: 0.9 })], 'slack-f2': [] },
  });
  for (const id of [PHOTO, 'slack-f2']) await recognizer.photos.add([{ id, picture: PICTURE, source }]);
  const file = { id: 'F1', mimetype: 'image/jpeg', url_private: 'https://files.slack.com/F1' };
  const slack = new ScriptedClient({ 'files.info': () => ({ file }) });
  let downloads = 0;
  const cache = createCandidateCache({
    recognizer,
    slack,
    log: silentLog,
    sleep: async () => {},
    photos: {
      async download() {
        downloads += 1;
        return PICTURE;
      },
      downloadProfilePicture: async () => PICTURE,
      prepare: async () => ({ jpeg: PICTURE, width: 1, height: 1 }),
      drawNumberedBoxes: async () => ({ jpeg: PICTURE, width: 1, height: 1, labels: 'numbers' }),
      cropFace: async () => PICTURE,
      cropFaces: async () => [],
      placeSideBySide: async () => PICTURE,
      placeTogether: async () => PICTURE,
    },
  });
  const photo = await recognizer.photos.read(PHOTO);
  const asked = () => recognizer.calls.filter((call) => call === 'model.findCandidates').length;
  const names = async () => [...(await cache.recall(photo)).byFace.values()].flat().map(({ person }) => person.name);
  return { cache, recognizer, slack, photo, asked, names, downloads: () => downloads };
}

describe('candidates of a photo', () => {
  it('are asked for once, and recalled without a download', async () => {
    const { cache, photo, asked, names, downloads } = await open();
    await cache.find(photo, PICTURE);
    expect(await names()).toContain(ADA.name);
    expect([asked(), downloads()]).toEqual([1, 0]);
  });

  it('are asked for again with the photo from Slack when they are not cached', async () => {
    const { names, asked, downloads } = await open();
    expect(await names()).toContain(ADA.name);
    expect([asked(), downloads()]).toEqual([1, 1]);
  });

  it('are asked for once, however many clicks need them at the same time', async () => {
    const { cache, photo, asked, downloads } = await open();
    await Promise.all([1, 2, 3].map(() => cache.recall(photo)));
    expect([asked(), downloads()]).toEqual([1, 1]);
  });

  it('follow renames and removals made since', async () => {
    const { cache, recognizer, photo, names, asked } = await open();
    await cache.find(photo, PICTURE);
    await recognizer.people.rename({ personId: ADA.id, name: 'Ada King', by: 'U1' });
    expect(await names()).toContain('Ada King');
    await recognizer.people.remove({ personId: ADA.id, by: 'U1' });
    expect(await names()).not.toContain('Ada King');
    expect(asked()).toBe(1);
  });

  it('are forgotten with the model that made them', async () => {
    const { cache, photo, asked } = await open();
    await cache.find(photo, PICTURE);
    cache.forgetAll();
    await cache.recall(photo);
    expect(asked()).toBe(2);
  });

  it('of a model that is replaced meanwhile are not cached', async () => {
    const { cache, recognizer, photo, asked } = await open();
    let goOn = () => {};
    recognizer.before('model.findCandidates', () => new Promise((resolve) => (goOn = resolve)));
    const finding = cache.find(photo, PICTURE);
    cache.forgetAll();
    goOn();
    await finding;
    recognizer.before('model.findCandidates', async () => {});
    await cache.recall(photo);
    expect(asked()).toBe(2);
  });

  it('are none when Slack no longer has the photo', async () => {
    const { slack, names, asked } = await open();
    slack.answers['files.info'] = refused('file_deleted');
    expect(await names()).toEqual([]);
    expect(asked()).toBe(0);
  });

  it('are none for a photo without faces, which is not fetched', async () => {
    const { cache, recognizer, downloads } = await open();
    const empty = await recognizer.photos.read('slack-f2');
    expect((await cache.recall(empty)).byFace.size).toBe(0);
    expect(downloads()).toBe(0);
  });

  it('are asked for again after a failure', async () => {
    const { cache, recognizer, photo, names } = await open();
    recognizer.failNext('model.findCandidates', clarifaiError('unavailable'));
    await expect(cache.recall(photo)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await names()).toContain(ADA.name);
  });
});
