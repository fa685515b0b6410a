import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { createFakeFaceEngine, fakePicture, withSecondNetwork } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';
import { silentLog } from '../support/silent-log.js';

/**
 * A data folder as version 0.1 left it: its own code added four photos of the fake engine's people, tagged and trained them, renamed
 * Ada, merged Benny into Ben, removed Dan, rejected Ben for a face, and flagged the faces of a collage.
 */
const FIXTURE = new URL('../fixtures/clarifai-0.1.db.gz', import.meta.url);

describe('a data folder of version 0.1', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-version-0-1-'));
  let service: Awaited<ReturnType<typeof startTestClarifai>>;
  let recognizer: Recognizer;

  beforeAll(async () => {
    mkdirSync(join(dataDir, 'clarifai'));
    writeFileSync(join(dataDir, 'clarifai', 'clarifai.db'), gunzipSync(readFileSync(FIXTURE)));
    service = await startTestClarifai({ dataDir, key: 'fixture-key' });
    const { address, key, userId, appId } = service;
    recognizer = createRecognizer({ apiBase: `http://${address}`, key, userId, appId, log: silentLog });
  });
  afterAll(async () => {
    await recognizer.close();
    await service.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const facesFromLeft = async (photoId: string) =>
    [...(await recognizer.photos.read(photoId)).faces].sort((a, b) => a.box.left - b.box.left);

  it('still has its photos and where they were posted', async () => {
    const sources = await recognizer.photos.listRecent(9);
    expect(sources.map(({ photoId, channelId, messageTs }) => [photoId, channelId, messageTs])).toEqual([
      ['slack-f04', 'C1', '1700000004.000100'],
      ['slack-f03', 'C1', '1700000003.000100'],
      ['slack-f02', 'C1', '1700000002.000100'],
      ['slack-f01', 'C1', '1700000001.000100'],
    ]);
  });

  it('still has its people, with renames, merges and removals', async () => {
    const { records } = await recognizer.people.registry();
    expect(records).toMatchObject([
      { id: 'ada', name: 'Ada King', renames: [{ from: 'Ada Lovelace', by: 'U02' }] },
      { id: 'ben', name: 'Ben Okafor', renames: [] },
      { id: 'benny', name: 'Benny', merged: { into: 'ben', by: 'U01' } },
      { id: 'cleo', name: 'Cleo' },
      { id: 'dan', name: 'Dan', removed: { by: 'U02' } },
    ]);
  });

  it('still has its tags, with who gave them, and its rejections', async () => {
    const [ada, ben, cleo] = await facesFromLeft('slack-f01');
    const photo = await recognizer.photos.read('slack-f01');
    expect(Object.fromEntries(photo.tags.map((tag) => [tag.faceId, [tag.person.name, tag.taggedBy]]))).toEqual({
      [ada?.id ?? '']: ['Ada King', 'U01'],
      [ben?.id ?? '']: ['Ben Okafor', 'U01'],
    });
    expect(photo.rejections).toMatchObject([{ faceId: cleo?.id, person: { id: 'ben' }, rejectedBy: 'U02' }]);
    expect((await recognizer.tags.list()).map(({ person }) => person.name).sort()).toEqual([
      'Ada King',
      'Ada King',
      'Ada King',
      'Ben Okafor',
      'Ben Okafor',
      'Ben Okafor',
    ]);
  });

  it('still has its flags and its collage', async () => {
    const [first, second] = await facesFromLeft('slack-f04');
    const photo = await recognizer.photos.read('slack-f04');
    expect(Object.fromEntries((photo.flags ?? []).map((flag) => [flag.faceId, [flag.kind, flag.flaggedBy]]))).toEqual({
      [first?.id ?? '']: ['not a face', 'U01'],
      [second?.id ?? '']: ['left unnamed', 'U02'],
    });
    expect(photo.collage).toMatchObject({ flaggedBy: 'U01' });
  });

  it('still knows why a face was not learned from', async () => {
    const [, ben] = await facesFromLeft('slack-f02');
    expect(ben?.qualityIssue).toBe('too small');
  });

  it('still names faces with its model and its thresholds', async () => {
    const photo = await recognizer.photos.read('slack-f01');
    const candidates = await recognizer.model.findCandidates(photo, fakePicture('ada:1', 'ben:1', 'cleo:1'));
    const [ada] = await facesFromLeft('slack-f01');
    expect(candidates.byFace.get(ada?.id ?? '')?.[0]).toMatchObject({ person: { name: 'Ada King' } });
    expect(candidates.thresholds).toMatchObject({ sure: expect.closeTo(0.9941, 3), likely: expect.closeTo(0.6272, 3) });
    // It was trained with four: since then, Benny was merged into Ben, and Dan removed.
    expect(await recognizer.model.state()).toMatchObject({ last: { trainedBy: 'U01', people: 2, tags: 7 } });
  });

  it('can be trained, and rolled back to the model of version 0.1', async () => {
    const trained = await recognizer.model.train({ trainedBy: 'U09' });
    expect(trained).toMatchObject({ kind: 'trained', report: { tagDiff: { lost: [] } } });
    expect(await recognizer.model.undo()).toMatchObject({ kind: 'changed' });
    expect(await recognizer.model.state()).toMatchObject({ last: { trainedBy: 'U01' } });
  });
});

describe('a data folder of version 0.1, where the engine has a second network by now', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-version-0-1-fused-'));
  let service: Awaited<ReturnType<typeof startTestClarifai>>;
  let recognizer: Recognizer;

  beforeAll(async () => {
    mkdirSync(join(dataDir, 'clarifai'));
    writeFileSync(join(dataDir, 'clarifai', 'clarifai.db'), gunzipSync(readFileSync(FIXTURE)));
    const engine = withSecondNetwork(createFakeFaceEngine());
    service = await startTestClarifai({ dataDir, key: 'fixture-key', engine });
    const { address, key, userId, appId } = service;
    recognizer = createRecognizer({ apiBase: `http://${address}`, key, userId, appId, log: silentLog });
  });
  afterAll(async () => {
    await recognizer.close();
    await service.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const addPhoto = async (id: string, picture: Uint8Array) => {
    const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000009.000100' };
    await recognizer.photos.add([{ id, picture, source }]);
    return recognizer.photos.read(id);
  };

  it('names a new face by the first network’s part of its old model', async () => {
    const picture = fakePicture('ada:7', 'zoe:1');
    const photo = await addPhoto('slack-f07', picture);
    const candidates = await recognizer.model.findCandidates(photo, picture);
    const [ada, zoe] = [...photo.faces].sort((a, b) => a.box.left - b.box.left);
    expect(candidates.byFace.get(ada?.id ?? '')?.[0]).toMatchObject({
      person: { name: 'Ada King' },
      score: expect.closeTo(1, 1),
    });
    expect(candidates.byFace.get(zoe?.id ?? '')?.[0]?.score).toBeLessThan(0.1);
  });

  it('says in a training how many tags are compared by one network, and learns from new ones by both', async () => {
    const before = await recognizer.model.train({ trainedBy: 'U09' });
    expect(before).toMatchObject({ report: { measurement: { tagsOfOneNetwork: 5 } } });

    const picture = fakePicture('zoe:2');
    const photo = await addPhoto('slack-f08', picture);
    const zoe = { id: 'zoe', name: 'Zoe' };
    await recognizer.tags.add({ photoId: photo.id, faceId: photo.faces[0]?.id ?? '', person: zoe, taggedBy: 'U09' });
    const after = await recognizer.model.train({ trainedBy: 'U09' });
    expect(after).toMatchObject({ report: { measurement: { tagsOfOneNetwork: 5 } } });

    const next = fakePicture('zoe:3', 'ada:8');
    const seen = await addPhoto('slack-f09', next);
    const candidates = await recognizer.model.findCandidates(seen, next);
    const best = seen.faces.map((face) => candidates.byFace.get(face.id)?.[0]?.person.name);
    expect(new Set(best)).toEqual(new Set(['Zoe', 'Ada King']));
  });
});
