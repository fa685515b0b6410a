import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer, TrainingOutcome } from '../../src/clarifai/recognizer.js';
import { textIn } from '../../src/clarifai/transport/metadata.js';
import type { RpcName } from '../../src/clarifai/transport/rpcs.js';
import { resources } from '../../src/clarifai-protocol.js';
import { addPhoto } from '../support/add-photo.js';
import { createWorld, pictureOf, type World, type WorldOptions } from '../support/clarifai-world.js';
import type { FakeClarifai } from '../support/fake-clarifai.js';
import { openRecognizer } from '../support/open-recognizer.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(
  worldOptions: Partial<WorldOptions> = {},
  options: Partial<RecognizerOptions> = {},
): Promise<{ world: World; fake: FakeClarifai; recognizer: Recognizer; another(): Recognizer }> {
  const world = createWorld(worldOptions);
  const opened = await openRecognizer(world.handlers, options);
  closing.push(opened.close);
  return { world, ...opened };
}

function reportOf(outcome: TrainingOutcome) {
  if (outcome.kind !== 'trained') throw new Error('Nothing was trained');
  return outcome.report;
}

/** The main job: a photo, two names, training, and another photo of the same two. */
async function runFlow(recognizer: Recognizer): Promise<void> {
  await expect(addPhoto(recognizer, { id: 'photo-1', picture: pictureOf(2), source })).resolves.toBe('added');
  const photo = await recognizer.photos.read('photo-1');
  expect(photo.faces).toHaveLength(2);
  expect(photo.tags).toEqual([]);
  const before = await recognizer.model.findCandidates(photo, pictureOf(2));
  expect(before).toEqual({ engine: 'a-face-model', byFace: new Map() });

  await recognizer.tags.add({ photoId: 'photo-1', faceId: 'face-0', person: ADA, taggedBy: 'U1' });
  await recognizer.tags.add({ photoId: 'photo-1', faceId: 'face-1', person: GRACE, taggedBy: 'U2' });
  const tagged = await recognizer.photos.read('photo-1');
  expect(tagged.tags.map(({ faceId, person, taggedBy }) => [faceId, person, taggedBy]).sort()).toEqual([
    ['face-0', ADA, 'U1'],
    ['face-1', GRACE, 'U2'],
  ]);

  const steps: string[] = [];
  const outcome = await recognizer.model.train({ trainedBy: 'U1', onStep: (step) => steps.push(step) });
  expect(steps).toEqual(['reading tags', 'building', 'waiting', 'measuring', 'switching over']);
  expect(reportOf(outcome).people.map(({ person, tags }) => [person.name, tags])).toEqual([
    ['Ada Lovelace', 1],
    ['Grace Hopper', 1],
  ]);

  await addPhoto(recognizer, { id: 'photo-2', picture: pictureOf(2, 9), source });
  const next = await recognizer.photos.read('photo-2');
  const { byFace } = await recognizer.model.findCandidates(next, pictureOf(2));
  const best = next.faces.map((face) => byFace.get(face.id)?.[0]);
  expect(best.map((candidate) => candidate?.person)).toEqual([ADA, GRACE]);
  expect(best[0]?.score).toBeCloseTo(0.95);
}

describe('the whole flow, from a photo to a name', () => {
  const cropFace = async (_picture: Uint8Array, box: { left: number }) => pictureOf(1, box.left < 0.4 ? 1 : 2);
  const worlds: readonly [string, Partial<WorldOptions>][] = [
    ['a plain service', {}],
    ['a slow service', { pendingPolls: 8, hiddenLists: 2, trainingPolls: 5 }],
    ['detections in the newer fields only', { fields: 'worker only' }],
    ['detections in the older fields only', { fields: 'deprecated only' }],
    ['a chain of face models', { fields: 'chain' }],
    ['a model that comes with a version', { versionComesWithModel: true }],
    ['a service that refuses node_inputs', { refusesNodeInputs: true }],
    ['regions with new ids', { reply: 'by new region' }],
    ['one answer for a whole picture', { reply: 'for the picture' }],
    ['another word for a taken id', { duplicate: { code: 40010, details: 'Duplicate key' } }],
  ];
  it.each(worlds)('%s', async (_name, options) => {
    const { recognizer } = await open(options, { cropFace });
    await runFlow(recognizer);
  });

  const writes: readonly RpcName[] = [
    'postInputs',
    'postConcepts',
    'listConcepts',
    'postAnnotations',
    'postModels',
    'postModelVersions',
    'postWorkflows',
    'deleteAnnotations',
    'getInput',
    'listAnnotations',
    'postWorkflowResults',
  ];
  it.each(writes)('works when the answer to %s is lost, and doubles nothing', async (rpc) => {
    const { world, recognizer } = await open({ loseAnswerOf: new Set([rpc]) });
    await runFlow(recognizer);
    const tags = world.annotations.filter((each) => textIn(each.getAnnotationInfo(), 'face_id') !== '');
    expect(tags).toHaveLength(2);
    expect(world.versions).toHaveLength(1);
    expect(world.inputs.size).toBe(2);
  });

  it('takes one upload, its polls, one list, one prediction and one request for people', async () => {
    const { fake, recognizer } = await open();
    await runFlow(recognizer);
    const counted = (rpc: RpcName) => fake.count(rpc);
    const before = {
      inputs: counted('postInputs'),
      lists: counted('listAnnotations'),
      results: counted('postWorkflowResults'),
    };
    const all = fake.calls.length;
    const polls = counted('getInput');
    await addPhoto(recognizer, { id: 'photo-3', picture: pictureOf(2, 3), source });
    const photo = await recognizer.photos.read('photo-3');
    await recognizer.model.findCandidates(photo, pictureOf(2));
    expect(counted('postInputs') - before.inputs).toBe(1);
    expect(counted('listAnnotations') - before.lists).toBe(1);
    expect(counted('postWorkflowResults') - before.results).toBe(1);
    expect(fake.calls.length - all).toBe(4 + counted('getInput') - polls);
  });
});

describe('adding a photo', () => {
  const photo = { id: 'photo-1', picture: pictureOf(1), source };

  it('twice leaves the first as it is', async () => {
    const { world, recognizer } = await open();
    await expect(addPhoto(recognizer, photo)).resolves.toBe('added');
    await expect(addPhoto(recognizer, { ...photo, source: { ...source, channelId: 'C2' } })).resolves.toBe(
      'already there',
    );
    const metadata = world.inputs.get('photo-1')?.getData()?.getMetadata();
    expect(textIn(metadata, 'channel_id')).toBe('C1');
    expect(textIn(metadata, 'message_ts')).toBe(source.messageTs);
  });

  it('by two at once is added by exactly one', async () => {
    const { recognizer, another } = await open();
    const outcomes = await Promise.all([addPhoto(recognizer, photo), addPhoto(another(), photo)]);
    expect(outcomes.sort()).toEqual(['added', 'already there']);
  });

  it.each([30002, 30101, 30300])('that Clarifai cannot read (%i) is reported as unreadable', async (photoStatus) => {
    const { recognizer } = await open({ photoStatus });
    await expect(addPhoto(recognizer, photo)).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('that is never done ends in a timeout', async () => {
    const { recognizer } = await open(
      { pendingPolls: 1e9 },
      { polling: { photo: { firstMs: 5, growth: 2, longestMs: 20, limitMs: 60 } } },
    );
    await expect(addPhoto(recognizer, photo)).rejects.toMatchObject({ kind: 'timeout' });
  });
});

describe('reading a photo', () => {
  it('that does not exist differs from one without faces', async () => {
    const { recognizer } = await open();
    await addPhoto(recognizer, { id: 'empty', picture: pictureOf(0), source });
    await expect(recognizer.photos.read('empty')).resolves.toMatchObject({ id: 'empty', faces: [], tags: [] });
    await expect(recognizer.photos.read('nowhere')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('without faces is listed again only right after its search, and only so often', async () => {
    const { fake, recognizer } = await open();
    await addPhoto(recognizer, { id: 'empty', picture: pictureOf(0), source });
    await recognizer.photos.read('empty');
    expect(fake.count('listAnnotations')).toBe(4);
    await recognizer.photos.read('empty');
    expect(fake.count('listAnnotations')).toBe(5);
  });

  it('reads every page', async () => {
    const { world, recognizer } = await open();
    await addPhoto(recognizer, { id: 'photo-1', picture: pictureOf(3), source });
    // Annotations by other models fill more than a page and come first.
    const filler = world.annotations.filter((each) => each.getInputLevel());
    world.annotations.unshift(
      ...Array.from({ length: 1_500 }, (_, index) => filler[0]?.clone().setId(`x${index}`) as never),
    );
    expect((await recognizer.photos.read('photo-1')).faces).toHaveLength(3);
  });
});

describe('tagging', () => {
  async function withPhoto(options: Partial<WorldOptions> = {}) {
    const opened = await open(options);
    await addPhoto(opened.recognizer, { id: 'photo-1', picture: pictureOf(2), source });
    const names = async () =>
      (await opened.recognizer.photos.read('photo-1')).tags.map((tag) => `${tag.faceId} ${tag.person.name}`).sort();
    return { ...opened, names };
  }
  const tag = (faceId: string, person: typeof ADA, taggedBy = 'U1') => ({
    photoId: 'photo-1',
    faceId,
    person,
    taggedBy,
  });

  it('again replaces the previous tag', async () => {
    const { world, recognizer, names } = await withPhoto();
    await recognizer.tags.add(tag('face-0', ADA));
    await recognizer.tags.add(tag('face-0', GRACE));
    expect(await names()).toEqual(['face-0 Grace Hopper']);
    expect(world.annotations.filter((each) => each.getAnnotationInfo())).toHaveLength(1);
  });

  it('has who tagged the face and when', async () => {
    const { recognizer } = await withPhoto();
    const before = Date.now();
    await recognizer.tags.add(tag('face-0', ADA, 'U42'));
    const [added] = (await recognizer.photos.read('photo-1')).tags;
    expect(added?.taggedBy).toBe('U42');
    expect(added?.taggedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(added?.taggedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('has the name even if the service lists tags without names', async () => {
    const { world, recognizer, names } = await withPhoto();
    await recognizer.tags.add(tag('face-0', ADA));
    const stored = world.annotations.find((each) => each.getAnnotationInfo());
    stored?.getData()?.getRegionsList()[0]?.getData()?.getConceptsList()[0]?.setName('');
    expect(await names()).toEqual(['face-0 Ada Lovelace']);
  });

  it('different faces at once keeps both tags', async () => {
    const { recognizer, another, names } = await withPhoto();
    await Promise.all([recognizer.tags.add(tag('face-0', ADA)), another().tags.add(tag('face-1', GRACE))]);
    expect(await names()).toEqual(['face-0 Ada Lovelace', 'face-1 Grace Hopper']);
  });

  it('one face at the same moment ends with exactly one name', async () => {
    const { world, recognizer, another, names } = await withPhoto();
    await Promise.all(
      [recognizer, another(), another(), another()].map((each, index) =>
        each.tags.add(tag('face-0', index % 2 ? ADA : GRACE, `U${index}`)),
      ),
    );
    expect(await names()).toHaveLength(1);
    expect(world.annotations.filter((each) => each.getAnnotationInfo())).toHaveLength(1);
  });

  it('waits for a photo that is still being searched', async () => {
    const { world, recognizer, another } = await open({ pendingPolls: 5 });
    const adding = addPhoto(recognizer, { id: 'photo-1', picture: pictureOf(1), source });
    while (world.inputs.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await another().tags.add(tag('face-0', ADA));
    await adding;
    expect((await recognizer.photos.read('photo-1')).tags).toHaveLength(1);
  });

  it('sends a value of 1 and the version that made the embedding', async () => {
    const { world, recognizer } = await withPhoto({ fields: 'chain' });
    await recognizer.tags.add(tag('face-1', ADA));
    const sent = world.annotations.find((each) => each.getAnnotationInfo());
    expect(sent?.getEmbedModelVersionId()).toBe('face-v1');
    expect(sent?.getData()?.getRegionsList()[0]?.getData()?.getConceptsList()[0]?.getValue()).toBe(1);
  });

  it('a face that is not on the photo is refused with what to do', async () => {
    const { recognizer } = await withPhoto();
    await expect(recognizer.tags.add(tag('face-9', ADA))).rejects.toMatchObject({
      kind: 'not_found',
      advice: /post it again/,
    });
  });

  it('can be removed, once or twice', async () => {
    const { recognizer, names } = await withPhoto();
    await recognizer.tags.add(tag('face-0', ADA));
    await recognizer.tags.add(tag('face-1', GRACE));
    await recognizer.tags.remove({ photoId: 'photo-1', faceId: 'face-0' });
    await recognizer.tags.remove({ photoId: 'photo-1', faceId: 'face-0' });
    expect(await names()).toEqual(['face-1 Grace Hopper']);
  });
});

describe('people', () => {
  it('a new one gets an opaque id, a known one is left as is', async () => {
    const { recognizer } = await open();
    const ada = await recognizer.people.add({ name: 'Ada 🦋 Lovelace' });
    expect(ada.id).toMatch(/^[a-z0-9-]{1,32}$/);
    expect(ada.id).not.toContain('ada');
    await expect(recognizer.people.add({ id: ada.id, name: 'Someone else' })).resolves.toEqual(ada);
    await expect(recognizer.people.list()).resolves.toEqual([ada]);
  });

  it('are listed beyond one page, without concepts of other applications', async () => {
    const { world, recognizer } = await open();
    for (let index = 0; index < 1_200; index++) {
      world.concepts.set(`p${index}`, new resources.Concept().setId(`p${index}`).setName(`Person ${index}`));
    }
    world.concepts.get('p7')?.setAppId('main');
    world.concepts.get('p8')?.setAppId('app');
    const people = await recognizer.people.list();
    expect(people).toHaveLength(1_199);
    expect(people.some((person) => person.id === 'p7')).toBe(false);
  });
});

describe('removing a photo', () => {
  it('takes its faces and tags along, and can be repeated', async () => {
    const { world, recognizer } = await open();
    await addPhoto(recognizer, { id: 'photo-1', picture: pictureOf(2), source });
    await recognizer.photos.remove('photo-1');
    await recognizer.photos.remove('photo-1');
    expect(world.annotations).toHaveLength(0);
    await expect(recognizer.photos.read('photo-1')).rejects.toMatchObject({ kind: 'not_found' });
  });
});
