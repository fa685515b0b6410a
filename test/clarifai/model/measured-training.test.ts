import { afterEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../../src/clarifai/create-recognizer.js';
import type { Recognizer, TrainingOutcome } from '../../../src/clarifai/recognizer.js';
import type { Interceptor } from '../../../src/local-clarifai/rpc.js';
import { addPhoto } from '../../support/add-photo.js';
import { fakePicture } from '../../support/fake-face-engine.js';
import { startTestClarifai } from '../../support/local-clarifai.js';
import { silentLog } from '../../support/silent-log.js';

/** Trainings that measure themselves, with the real local Clarifai at the other end. */

const ADA = { id: 'a1', name: 'Ada Lovelace' };
const GRACE = { id: 'g1', name: 'Grace Hopper' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** @returns two processes of Rollcall on one Clarifai. */
async function open(intercept?: Interceptor) {
  const local = await startTestClarifai(intercept === undefined ? {} : { intercept });
  ending.push(local.remove);
  const start = (): Recognizer => {
    const recognizer = createRecognizer({
      apiBase: `http://${local.address}`,
      key: local.key,
      userId: local.userId,
      appId: local.appId,
      log: silentLog,
    });
    ending.push(() => recognizer.close());
    return recognizer;
  };
  return { here: start(), elsewhere: start() };
}

/** Adds a photo of one face and names it. @param who as for `fakePicture`: `ada:1`. */
async function name(recognizer: Recognizer, who: string, person: typeof ADA) {
  const photoId = who.replace(':', '-');
  await addPhoto(recognizer, { id: photoId, picture: fakePicture(who), source });
  const [face] = (await recognizer.photos.read(photoId)).faces;
  const ref = { photoId, faceId: face?.id ?? '' };
  await recognizer.tags.add({ ...ref, person, taggedBy: 'U1' });
  return ref;
}

async function findBest(recognizer: Recognizer, who: string) {
  const photoId = `look-${who.replace(':', '-')}`;
  await addPhoto(recognizer, { id: photoId, picture: fakePicture(who), source });
  const { byFace, thresholds } = await recognizer.model.findCandidates(
    await recognizer.photos.read(photoId),
    fakePicture(who),
  );
  const [best] = [...byFace.values()][0] ?? [];
  return { thresholds, best: best !== undefined && best.score > 0.5 ? best.person.name : undefined };
}

async function nameBoth(recognizer: Recognizer): Promise<void> {
  for (const photo of [1, 2, 3, 4]) await name(recognizer, `ada:${photo}`, ADA);
  for (const photo of [1, 2, 3]) await name(recognizer, `grace:${photo}`, GRACE);
}

function reportOf(outcome: TrainingOutcome) {
  if (outcome.kind !== 'trained') throw new Error('Nothing was trained');
  return outcome.report;
}

const train = async (recognizer: Recognizer) => reportOf(await recognizer.model.train({ trainedBy: 'U1' }));

describe('a training', () => {
  it('evaluates itself on its own tags, and its thresholds are used by every process', async () => {
    const { here, elsewhere } = await open();
    await nameBoth(here);
    await name(here, 'alan:1', { id: 't1', name: 'Alan Turing' });
    const report = await train(here);
    expect(report.isPromoted).toBe(true);
    expect(report.measurement?.evaluation).toMatchObject({
      total: 7,
      truePositives: 7,
      falsePositives: 0,
      confused: [],
      doubtful: [],
    });
    expect(report.measurement?.comparison).toBeUndefined();
    expect(report.tagDiff).toEqual({ before: 8, unchanged: 8, changed: 0, lost: [] });
    const { thresholds, best } = await findBest(elsewhere, 'ada:9');
    expect(best).toBe('Ada Lovelace');
    expect(thresholds).toEqual(report.measurement?.thresholds);
    const second = await train(elsewhere);
    expect(second.measurement?.evaluationBefore).toEqual({ total: 7, truePositives: 7, falsePositives: 0 });
    expect(second.measurement?.comparison).toMatchObject({ faces: 8, before: 7, now: 7, isWorse: false });
  });

  it('is not used when it is worse, until someone promotes it, and can be rolled back', async () => {
    const { here, elsewhere } = await open();
    await nameBoth(here);
    await train(here);
    // Someone keeps tagging Grace as Ada.
    for (const photo of [11, 12, 13, 14, 15, 16]) await name(here, `grace:${photo}`, ADA);
    const report = await train(here);
    expect(report.isPromoted).toBe(false);
    expect(report.measurement?.comparison).toMatchObject({ faces: 7, before: 7, isWorse: true });
    expect([...(report.measurement?.comparison?.lost.keys() ?? [])]).toContain(ADA.id);
    expect(report.measurement?.evaluation.doubtful).toContainEqual(
      expect.objectContaining({ photoId: 'grace-11', tagged: ADA, looksLike: GRACE }),
    );
    expect((await findBest(elsewhere, 'ada:9')).best).toBe('Ada Lovelace');
    expect(await elsewhere.model.state()).toMatchObject({ last: { tags: 7 }, newerUnusedAt: expect.any(Date) });
    expect(await elsewhere.model.undo()).toEqual({ kind: 'no other model' });

    expect(await elsewhere.model.promote()).toMatchObject({ kind: 'changed' });
    expect((await findBest(here, 'ada:9')).best).toBeUndefined();
    expect(await here.model.state()).toMatchObject({ last: { tags: 13 }, newerUnusedAt: undefined });
    expect(await here.model.promote()).toEqual({ kind: 'no other model' });
    expect(await here.model.undo()).toMatchObject({ kind: 'changed' });
    expect((await findBest(elsewhere, 'ada:9')).best).toBe('Ada Lovelace');

    // A training that is not worse is promoted again, and the rolled back version is deleted.
    for (const photo of [11, 12, 13, 14, 15, 16]) await name(here, `grace:${photo}`, GRACE);
    expect(await train(elsewhere)).toMatchObject({ isPromoted: true, tagDiff: { before: 13, unchanged: 13 } });
    expect(await here.model.promote()).toEqual({ kind: 'no other model' });
    expect(await here.model.undo()).toMatchObject({ kind: 'changed' });
    expect((await here.model.state()).last?.tags).toBe(7);
    expect(await here.model.promote()).toMatchObject({ kind: 'changed' });
    expect((await here.model.state()).last?.tags).toBe(13);
  });

  it('distinguishes lost tags from tags that people removed or changed', async () => {
    let meanwhile = async () => {};
    const { here, elsewhere } = await open(async ({ rpc }, next) => {
      if (rpc === 'postModelVersions') await meanwhile();
      return next();
    });
    await nameBoth(here);
    const undone = await name(here, 'ada:5', ADA);
    const removed = await name(here, 'ada:6', ADA);
    const changed = await name(here, 'ada:7', ADA);
    const lost = await name(here, 'ada:8', ADA);
    meanwhile = async () => {
      await here.tags.remove(undone);
      await elsewhere.photos.remove(removed.photoId);
      await elsewhere.tags.add({ ...changed, person: GRACE, taggedBy: 'U2' });
      // As if Clarifai had lost it: deleted behind Rollcall's back, with no other annotation of the face.
      await elsewhere.tags.remove(lost);
    };
    const { tagDiff } = await train(here);
    expect(tagDiff).toMatchObject({ before: 11, unchanged: 7, changed: 3 });
    expect(tagDiff.lost).toEqual([expect.objectContaining({ ...lost, person: ADA })]);
  });
});
