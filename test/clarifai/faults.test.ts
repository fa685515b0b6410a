import { afterEach, describe, expect, it } from 'vitest';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import { openSession } from '../../src/clarifai/open-session.js';
import type { AddPhotoResult, Recognizer } from '../../src/clarifai/recognizer.js';
import { service } from '../../src/clarifai-protocol.js';
import type { Faults } from '../../src/local-clarifai/faults/faults.js';
import { injectFaults } from '../../src/local-clarifai/faults/inject-faults.js';
import { addPhoto } from '../support/add-photo.js';
import { createFakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';
import { silentLog } from '../support/silent-log.js';

/**
 * The whole flow (photos, tags, training, names) against local Clarifai with each injected fault, through a real
 * connection. At the end a second look, without the fault, says what is there.
 */

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function open(faults: Faults) {
  const log: string[] = [];
  const calls: string[] = [];
  const acted = injectFaults(faults, createFakeFaceEngine());
  const local = await startTestClarifai({
    engine: acted.engine,
    intercept: (call, next) => {
      calls.push(call.rpc);
      return acted.intercept(call, next);
    },
  });
  ending.push(local.remove);
  const service = { apiBase: `http://${local.address}`, key: local.key, userId: local.userId, appId: local.appId };
  const recognizer = createRecognizer({
    ...service,
    log: { ...silentLog, warn: (line) => log.push(line) },
    cropFace: async (picture, { left }) => cropped(picture, left),
    // Waits that do not depend on chance, long enough together to outlast what is acted out.
    retry: { random: () => 0.9, firstMs: 5, longestMs: 50, throttledFirstMs: 20, throttledLongestMs: 50, coldMs: 30 },
  });
  ending.push(() => recognizer.close());
  return { local, recognizer, service, log, calls };
}

/** One face of a fake picture. */
function cropped(picture: Uint8Array, left: number): Uint8Array {
  const people = Buffer.from(picture).toString().split(' ').slice(1);
  return fakePicture(people[Math.round(left * people.length)] ?? '');
}

const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const ADA = { id: 'a1', name: 'Ada Lovelace' };
const GRACE = { id: 'g1', name: 'Grace Hopper' };
const FIRST = ['photo-1', ['ada:1', 'grace:1']] as const;
const SECOND = ['photo-2', ['grace:2']] as const;
const LAST = ['photo-3', ['grace:3', 'stranger', 'ada:3']] as const;
type Written = readonly [id: string, people: readonly string[]];

const toPhoto = ([id, people]: Written) => ({ id, picture: fakePicture(...people), source });

/** Adds photos, and those that failed once more, as a person would. */
async function post(recognizer: Recognizer, ...photos: Written[]): Promise<void> {
  const results = await recognizer.photos.add(photos.map(toPhoto));
  const failed = photos.filter((_, index) => (results[index] as AddPhotoResult).kind === 'failed');
  if (failed.length > 0) await post(recognizer, ...failed);
}

async function faceIds(recognizer: Recognizer, photoId: string): Promise<string[]> {
  const { faces } = await recognizer.photos.read(photoId);
  return faces.toSorted((a, b) => a.box.left - b.box.left).map((face) => face.id);
}

async function runFlow(recognizer: Recognizer, onWarmingUp = () => {}): Promise<void> {
  await post(recognizer, FIRST, SECOND);
  const [ada = '', grace = ''] = await faceIds(recognizer, 'photo-1');
  const [graceAgain = ''] = await faceIds(recognizer, 'photo-2');
  // The first tag is wrong and gets corrected.
  await recognizer.tags.add({ photoId: 'photo-1', faceId: ada, person: GRACE, taggedBy: 'U1' });
  await recognizer.tags.add({ photoId: 'photo-1', faceId: ada, person: ADA, taggedBy: 'U2' });
  await recognizer.tags.add({ photoId: 'photo-1', faceId: grace, person: GRACE, taggedBy: 'U1' });
  await recognizer.tags.add({ photoId: 'photo-2', faceId: graceAgain, person: GRACE, taggedBy: 'U1' });
  const trained = await recognizer.model.train({ trainedBy: 'U1' });
  expect(trained.kind === 'trained' && trained.report.people.map(({ person, tags }) => [person.name, tags])).toEqual([
    [GRACE.name, 2],
    [ADA.name, 1],
  ]);
  await post(recognizer, LAST);
  const photo = await recognizer.photos.read('photo-3');
  const { byFace } = await recognizer.model.findCandidates(photo, toPhoto(LAST).picture, { onWarmingUp });
  const named = (await faceIds(recognizer, 'photo-3')).map((id) => {
    const best = byFace.get(id)?.[0];
    return best !== undefined && best.score > 0.5 ? best.person.name : undefined;
  });
  expect(named).toEqual([GRACE.name, undefined, ADA.name]);
}

/** What the service holds in the end, by its own lists. */
async function holds({ local, service: at }: Awaited<ReturnType<typeof open>>) {
  await local.close();
  const healthy = await startTestClarifai({ dataDir: local.dataDir });
  ending.push(() => healthy.close());
  const { session, close } = openSession({ ...at, apiBase: `http://${healthy.address}`, log: silentLog });
  ending.push(async () => close());
  const inputs = await session.call('listInputs', new service.ListInputsRequest().setPerPage(1000));
  const tags = await session.call('listAnnotations', new service.ListAnnotationsRequest().setPerPage(1000));
  const versions = await session.call(
    'listModelVersions',
    new service.ListModelVersionsRequest().setModelId(session.modelId).setPerPage(1000),
  );
  const workflow = await session.call(
    'getWorkflow',
    new service.GetWorkflowRequest().setWorkflowId(session.workflowId),
  );
  const concepts = await session.call('listConcepts', new service.ListConceptsRequest().setPerPage(1000));
  return {
    photos: inputs
      .getInputsList()
      .map((input) => input.getId())
      .sort(),
    tags: tags.getAnnotationsList().filter((each) => (each.getData()?.getRegionsList().length ?? 0) > 0).length,
    people: concepts
      .getConceptsList()
      .map((concept) => concept.getName())
      .sort(),
    versions: versions.getModelVersionsList().map((version) => version.getId()),
    inUse: workflow.getWorkflow()?.getNodesList().at(-1)?.getModel()?.getModelVersion()?.getId(),
  };
}

const SWITCHES: readonly [string, Faults][] = [
  ['slow indexing', { slowIndexingMs: 150 }],
  ['failed inputs', { failedInputs: 2 }],
  ['throttling', { throttle: 60 }],
  ['nothing answered for a while', { unavailableMs: 150 }],
  ['mixed replies', { mixed: 2 }],
  ['a cold model', { coldModelMs: 100 }],
  ['one answer for a picture', { perPicture: true }],
  ['models without a version', { modelsWithoutVersion: true }],
  ['no node_inputs', { noNodeInputs: true }],
  ['lost replies', { lostReplies: 2 }],
  ['lost replies, otherwise', { lostReplies: 3 }],
  [
    'everything at once',
    {
      slowIndexingMs: 20,
      failedInputs: 4,
      throttle: 80,
      unavailableMs: 50,
      mixed: 3,
      coldModelMs: 50,
      modelsWithoutVersion: true,
      noNodeInputs: true,
      lostReplies: 4,
    },
  ],
];

describe('the whole flow ends well, without duplicates', () => {
  it.each(SWITCHES)('%s', async (_name, faults) => {
    const opened = await open(faults);
    await runFlow(opened.recognizer);
    const held = await holds(opened);
    expect(held.photos).toEqual(['photo-1', 'photo-2', 'photo-3']);
    expect(held.tags).toBe(3);
    expect(held.people).toEqual([ADA.name, GRACE.name]);
    // A model that comes with a version has that one, and the one that was asked for.
    expect(held.versions).toHaveLength(faults.modelsWithoutVersion ? 1 : 2);
    expect(held.versions).toContain(held.inUse);
  });
});

describe('each switch has its effect', () => {
  it('slow indexing keeps photos pending', async () => {
    const { service, calls } = await open({ slowIndexingMs: 150 });
    const recognizer = createRecognizer({ ...service, log: silentLog, polling: { photoWaitSeconds: 0 } });
    ending.push(() => recognizer.close());
    const startedAt = performance.now();
    await addPhoto(recognizer, toPhoto(FIRST));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(149);
    expect(calls.filter((rpc) => rpc === 'getInput').length).toBeGreaterThan(1);
  });

  it('failed inputs are reported, and can be added again', async () => {
    const { recognizer } = await open({ failedInputs: 2 });
    const results = await recognizer.photos.add([FIRST, SECOND].map(toPhoto));
    expect(results.map((each) => each.kind).sort()).toEqual(['added', 'failed']);
    expect(results.find((each) => each.kind === 'failed')).toMatchObject({ error: { kind: 'unreadable' } });
  });

  it('throttling holds back all calls at once', async () => {
    const { recognizer, log } = await open({ throttle: 20 });
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 40 }, () => recognizer.people.list()));
    expect(performance.now() - startedAt).toBeGreaterThan(900);
    expect(log.some((line) => line.includes('11005') && line.includes('all calls pause'))).toBe(true);
  });

  it('a cold model is reported once', async () => {
    const { recognizer } = await open({ coldModelMs: 200 });
    let warmingUp = 0;
    await runFlow(recognizer, () => {
      warmingUp += 1;
    });
    expect(warmingUp).toBe(1);
  });

  it('a model that stays cold is reported as warming up', async () => {
    const opened = await open({ coldModelMs: 60_000 });
    const impatient = createRecognizer({
      ...opened.service,
      log: silentLog,
      retry: { coldMs: 5 },
      polling: { coldLimitMs: 30 },
    });
    ending.push(() => impatient.close());
    await expect(runFlow(impatient)).rejects.toMatchObject({ kind: 'cold' });
  });

  it('mixed replies take the other items', async () => {
    const { recognizer, calls } = await open({ mixed: 2 });
    const results = await recognizer.photos.add([FIRST, SECOND, LAST].map(toPhoto));
    expect(results.map((each) => each.kind)).toEqual(['added', 'added', 'added']);
    // The second is refused, and so is its second try, which is the fourth item.
    expect(calls.filter((rpc) => rpc === 'postInputs')).toHaveLength(3);
  });

  it('a service that is away is waited for', async () => {
    const { recognizer, calls } = await open({ unavailableMs: 150 });
    await addPhoto(recognizer, toPhoto(FIRST));
    expect(calls.filter((rpc) => rpc === 'postInputs').length).toBeGreaterThan(1);
  });
});
