import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { RecognizerOptions } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer, TrainingOutcome } from '../../src/clarifai/recognizer.js';
import { textIn } from '../../src/clarifai/transport/metadata.js';
import type { RpcName } from '../../src/clarifai/transport/rpcs.js';
import { type Annotation, resources, service } from '../../src/clarifai-protocol.js';
import { modelsWithoutVersion } from '../../src/local-clarifai/faults/model-faults.js';
import { addPhoto } from '../support/add-photo.js';
import { type Handlers, losesFirstAnswer, status } from '../support/clarifai/scripted-replies.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { openRecognizer } from '../support/open-recognizer.js';

const ADA = { id: 'person-ada', name: 'Ada Lovelace' };
const GRACE = { id: 'person-grace', name: 'Grace Hopper' };
const source = { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100' };
type SingleModelResponse = InstanceType<typeof service.SingleModelResponse>;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(handlers: Handlers = {}, options: Partial<RecognizerOptions> = {}) {
  const opened = await openRecognizer(handlers, options);
  closing.push(opened.close);
  return opened;
}

const TWO_PEOPLE = fakePicture('ada:1', 'grace:1');

/** Ids of the faces of a photo, from left to right. */
async function facesOf(recognizer: Recognizer, photoId = 'photo-1'): Promise<string[]> {
  const { faces } = await recognizer.photos.read(photoId);
  return faces.toSorted((a, b) => a.box.left - b.box.left).map(({ id }) => id);
}

function reportOf(outcome: TrainingOutcome) {
  if (outcome.kind !== 'trained') throw new Error('Nothing was trained');
  return outcome.report;
}

/** The main job: a photo, two names, training, and another photo of the same two. */
async function runFlow(recognizer: Recognizer): Promise<void> {
  await expect(addPhoto(recognizer, { id: 'photo-1', picture: TWO_PEOPLE, source })).resolves.toBe('added');
  const photo = await recognizer.photos.read('photo-1');
  expect(photo.faces).toHaveLength(2);
  expect(photo.tags).toEqual([]);
  const before = await recognizer.model.findCandidates(photo, TWO_PEOPLE);
  expect(before).toEqual({ engine: 'local-face', byFace: new Map() });

  const [first = '', second = ''] = await facesOf(recognizer);
  await recognizer.tags.add({ photoId: 'photo-1', faceId: first, person: ADA, taggedBy: 'U1' });
  await recognizer.tags.add({ photoId: 'photo-1', faceId: second, person: GRACE, taggedBy: 'U2' });
  const tagged = await recognizer.photos.read('photo-1');
  const tags = tagged.tags.map(({ faceId, person, taggedBy }) => [faceId, person, taggedBy]);
  expect(tags).toHaveLength(2);
  expect(tags).toEqual(
    expect.arrayContaining([
      [first, ADA, 'U1'],
      [second, GRACE, 'U2'],
    ]),
  );

  const outcome = await recognizer.model.train({ trainedBy: 'U1' });
  expect(reportOf(outcome).people.map(({ person, tags }) => [person.name, tags])).toEqual([
    ['Ada Lovelace', 1],
    ['Grace Hopper', 1],
  ]);

  const next = fakePicture('ada:2', 'grace:2');
  await addPhoto(recognizer, { id: 'photo-2', picture: next, source });
  const { byFace } = await recognizer.model.findCandidates(await recognizer.photos.read('photo-2'), next);
  const best = (await facesOf(recognizer, 'photo-2')).map((id) => byFace.get(id)?.[0]);
  expect(best.map((candidate) => candidate?.person)).toEqual([ADA, GRACE]);
  expect(best[0]?.score).toBeGreaterThan(0.5);
}

/** Rewrites what a list of annotations says of those that models made. */
function rewritingAnnotations(rewrite: (annotation: Annotation) => void): Handlers {
  return {
    async listAnnotations(_request, _nth, next) {
      const reply = await next();
      for (const each of reply.getAnnotationsList()) if (each.getWorker()?.hasModel()) rewrite(each);
      return reply;
    },
  };
}

/** Lists show nothing of what models found in a photo, the first two times it is asked for. */
function hidingDetections(): Handlers {
  const lists = new Map<string, number>();
  return {
    async listAnnotations(request, _nth, next) {
      const [inputId = ''] = request.getInputIdsList();
      lists.set(inputId, (lists.get(inputId) ?? 0) + 1);
      const reply = await next();
      if ((lists.get(inputId) ?? 0) > 2) return reply;
      return reply.setAnnotationsList(reply.getAnnotationsList().filter((each) => !each.getWorker()?.hasModel()));
    },
  };
}

describe('the whole flow, from a photo to a name', () => {
  const services: readonly [string, Handlers][] = [
    ['works with a plain service', {}],
    ['works with detections that are listed late', hidingDetections()],
    [
      'works with detections in the newer fields only',
      rewritingAnnotations((each) => each.setModelVersionId('').setEmbedModelVersionId('')),
    ],
    ['works with detections in the older fields only', rewritingAnnotations((each) => each.clearWorker())],
    [
      'works with regions with new ids',
      {
        async postWorkflowResults(_request, _nth, next) {
          const reply = await next();
          for (const output of reply.getResultsList().flatMap((result) => result.getOutputsList())) {
            for (const region of output.getData()?.getRegionsList() ?? []) region.setId(randomUUID());
          }
          return reply;
        },
      },
    ],
  ];
  it.each(services)('%s', async (_name, handlers) => {
    const { recognizer, stored } = await open(handlers);
    await runFlow(recognizer);
    expect((await stored()).inputs).toHaveLength(2);
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
  it('works when the first answer to every call is lost, and doubles nothing', async () => {
    const withoutVersion = modelsWithoutVersion();
    const losing: Handlers = Object.assign({}, ...writes.map(losesFirstAnswer));
    const { stored, recognizer } = await open({
      ...losing,
      async postModels(request, nth, next) {
        const reply = async () => (await withoutVersion({ rpc: 'postModels', request }, next)) as SingleModelResponse;
        return (await losing.postModels?.(request, nth, reply)) ?? next();
      },
    });
    await runFlow(recognizer);
    const { annotations, versions, inputs } = await stored();
    expect(annotations).toHaveLength(2);
    expect(versions).toHaveLength(1);
    expect(inputs).toHaveLength(2);
  });

  it('takes one upload, its polls, one list, one prediction and one request for people', async () => {
    const { calls, count, recognizer } = await open();
    await runFlow(recognizer);
    const before = {
      inputs: count('postInputs'),
      lists: count('listAnnotations'),
      results: count('postWorkflowResults'),
    };
    const all = calls.length;
    const polls = count('getInput');
    const picture = fakePicture('ada:3', 'grace:3');
    await addPhoto(recognizer, { id: 'photo-3', picture, source });
    const photo = await recognizer.photos.read('photo-3');
    await recognizer.model.findCandidates(photo, picture);
    expect(count('postInputs') - before.inputs).toBe(1);
    expect(count('listAnnotations') - before.lists).toBe(1);
    expect(count('postWorkflowResults') - before.results).toBe(1);
    expect(calls.length - all).toBe(4 + count('getInput') - polls);
  });
});

describe('adding a photo', () => {
  const photo = { id: 'photo-1', picture: fakePicture('ada'), source };

  it.each([
    ['30104', 30104, 'Input with that id already exists'],
    ['40010', 40010, 'Duplicate key'],
  ])('twice leaves the first as it is, with a refusal by %s', async (_name, code, details) => {
    const { stored, recognizer, another } = await open({
      async postInputs(_request, _nth, next) {
        const reply = await next();
        for (const input of reply.getInputsList()) {
          if (input.getStatus()?.getCode() !== 30001) input.setStatus(status(code, 'Refused', details));
        }
        return reply;
      },
    });
    await expect(addPhoto(recognizer, photo)).resolves.toBe('added');
    await expect(addPhoto(another(), { ...photo, source: { ...source, channelId: 'C2' } })).resolves.toBe(
      'already there',
    );
    const metadata = (await stored()).inputs[0]?.getData()?.getMetadata();
    expect(textIn(metadata, 'channel_id')).toBe('C1');
    expect(textIn(metadata, 'message_ts')).toBe(source.messageTs);
  });

  it('by two at once is added by exactly one', async () => {
    const { recognizer, another } = await open();
    const outcomes = await Promise.all([addPhoto(recognizer, photo), addPhoto(another(), photo)]);
    expect(outcomes.sort()).toEqual(['added', 'already there']);
  });

  const alwaysIn = (code: number): Handlers => ({
    async listInputs(_request, _nth, next) {
      const reply = await next();
      for (const input of reply.getInputsList()) input.setStatus(status(code));
      return reply;
    },
    async getInput(_request, _nth, next) {
      const reply = await next();
      reply.getInput()?.setStatus(status(code));
      return reply;
    },
  });

  it.each([30002, 30101, 30300])('that Clarifai cannot read (%i) is reported as unreadable', async (code) => {
    const { recognizer } = await open(alwaysIn(code));
    await expect(addPhoto(recognizer, photo)).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('that is never done ends in a timeout', async () => {
    const { recognizer } = await open(alwaysIn(30001), {
      polling: { photo: { firstMs: 5, growth: 2, longestMs: 20, limitMs: 60 } },
    });
    await expect(addPhoto(recognizer, photo)).rejects.toMatchObject({ kind: 'timeout' });
  });
});

describe('reading a photo', () => {
  it('that does not exist differs from one without faces', async () => {
    const { recognizer } = await open();
    await addPhoto(recognizer, { id: 'empty', picture: fakePicture(), source });
    await expect(recognizer.photos.read('empty')).resolves.toMatchObject({ id: 'empty', faces: [], tags: [] });
    await expect(recognizer.photos.read('nowhere')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('without faces is listed again only right after its search, and only so often', async () => {
    const { count, recognizer } = await open();
    await addPhoto(recognizer, { id: 'empty', picture: fakePicture(), source });
    await recognizer.photos.read('empty');
    expect(count('listAnnotations')).toBe(4);
    await recognizer.photos.read('empty');
    // Before and after a look at whether it is being searched.
    expect(count('listAnnotations')).toBe(6);
  });

  it('reads every page', async () => {
    const { handlers, recognizer } = await open();
    await addPhoto(recognizer, { id: 'photo-1', picture: fakePicture('ada', 'grace', 'alan'), source });
    // Annotations by other models fill more than a page and come first.
    handlers.listAnnotations = async (request, _nth, next) => {
      const [from, perPage] = [(request.getPage() - 1) * request.getPerPage(), request.getPerPage()];
      request.setPage(1);
      const reply = await next();
      const filler = Array.from({ length: 1_500 }, (_, index) => new resources.Annotation().setId(`x${index}`));
      return reply.setAnnotationsList([...filler, ...reply.getAnnotationsList()].slice(from, from + perPage));
    };
    expect((await recognizer.photos.read('photo-1')).faces).toHaveLength(3);
  });
});

describe('tagging', () => {
  async function withPhoto(handlers: Handlers = {}) {
    const opened = await open(handlers);
    const { recognizer } = opened;
    await addPhoto(recognizer, { id: 'photo-1', picture: TWO_PEOPLE, source });
    const ids = await facesOf(recognizer);
    const tag = (place: number, person: typeof ADA, taggedBy = 'U1') => ({
      photoId: 'photo-1',
      faceId: ids[place] ?? 'no such face',
      person,
      taggedBy,
    });
    /** Names by the place of their face. */
    const names = async () =>
      (await recognizer.photos.read('photo-1')).tags
        .map(({ faceId, person }) => `${ids.indexOf(faceId)} ${person.name}`)
        .sort();
    return { ...opened, tag, names };
  }

  it('again replaces the previous tag', async () => {
    const { stored, recognizer, tag, names } = await withPhoto();
    await recognizer.tags.add(tag(0, ADA));
    await recognizer.tags.add(tag(0, GRACE));
    expect(await names()).toEqual(['0 Grace Hopper']);
    expect((await stored()).annotations).toHaveLength(1);
  });

  it('has who tagged the face and when', async () => {
    const { recognizer, tag } = await withPhoto();
    const before = Date.now();
    await recognizer.tags.add(tag(0, ADA, 'U42'));
    const [added] = (await recognizer.photos.read('photo-1')).tags;
    expect(added?.taggedBy).toBe('U42');
    expect(added?.taggedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(added?.taggedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('has the name even if the service lists tags without names', async () => {
    const { recognizer, tag, names } = await withPhoto({
      async listAnnotations(_request, _nth, next) {
        const reply = await next();
        for (const region of reply.getAnnotationsList().flatMap((each) => each.getData()?.getRegionsList() ?? [])) {
          for (const concept of region.getData()?.getConceptsList() ?? []) concept.setName('');
        }
        return reply;
      },
    });
    await recognizer.tags.add(tag(0, ADA));
    expect(await names()).toEqual(['0 Ada Lovelace']);
  });

  it('different faces at once keeps both tags', async () => {
    const { recognizer, another, tag, names } = await withPhoto();
    await Promise.all([recognizer.tags.add(tag(0, ADA)), another().tags.add(tag(1, GRACE))]);
    expect(await names()).toEqual(['0 Ada Lovelace', '1 Grace Hopper']);
  });

  it('one face at the same moment tells one of the two that their name did not hold', async () => {
    const { recognizer, another, tag, names } = await withPhoto();
    const [ofAda, ofGrace] = await Promise.all([
      recognizer.tags.add(tag(0, ADA, 'U1')),
      another().tags.add(tag(0, GRACE, 'U2')),
    ]);
    const [winner, loser, beaten] =
      (await names())[0] === '0 Ada Lovelace' ? [ofAda, ofGrace, GRACE] : [ofGrace, ofAda, ADA];
    expect(winner.beatenBy).toBeUndefined();
    const isTold = loser.beatenBy !== undefined || winner.replaced.some(({ person }) => person.id === beaten.id);
    expect(isTold).toBe(true);
  });

  it('a face again tells whose name was replaced', async () => {
    const { recognizer, tag } = await withPhoto();
    await recognizer.tags.add(tag(0, ADA, 'U1'));
    await recognizer.tags.add(tag(0, GRACE, 'U1'));
    expect(await recognizer.tags.add(tag(0, ADA, 'U2'))).toMatchObject({
      beatenBy: undefined,
      replaced: [{ person: { id: GRACE.id }, by: 'U1' }],
    });
  });

  it('one face at the same moment ends with exactly one name', async () => {
    const { stored, recognizer, another, tag, names } = await withPhoto();
    await Promise.all(
      [recognizer, another(), another(), another()].map((each, index) =>
        each.tags.add(tag(0, index % 2 ? ADA : GRACE, `U${index}`)),
      ),
    );
    expect(await names()).toHaveLength(1);
    expect((await stored()).annotations).toHaveLength(1);
  });

  it('waits for a photo that is still being searched', async () => {
    const ids = await facesOf((await withPhoto()).recognizer);
    const { calls, engine, recognizer, another } = await open();
    const lookOn = engine.hold();
    const adding = addPhoto(recognizer, { id: 'photo-1', picture: TWO_PEOPLE, source });
    while (!calls.some(({ rpc }) => rpc === 'getInput' || rpc === 'listInputs'))
      await new Promise((resolve) => setTimeout(resolve, 1));
    const tagging = another().tags.add({ photoId: 'photo-1', faceId: ids[0] ?? '', person: ADA, taggedBy: 'U1' });
    const polls = calls.length;
    while (calls.length < polls + 3) await new Promise((resolve) => setTimeout(resolve, 1));
    lookOn();
    await Promise.all([adding, tagging]);
    expect((await recognizer.photos.read('photo-1')).tags).toHaveLength(1);
  });

  it('sends a value of 1 and the version that made the embedding', async () => {
    // In a chain, the model that finds faces is not the one whose embeddings are compared.
    const { stored, recognizer, tag } = await withPhoto(
      rewritingAnnotations((each) => {
        each.setModelVersionId('detector-v1');
        each.getWorker()?.getModel()?.getModelVersion()?.setId('detector-v1');
      }),
    );
    await recognizer.tags.add(tag(1, ADA));
    const [sent] = (await stored()).annotations;
    expect(sent?.getEmbedModelVersionId()).toMatch(/^[0-9a-f]{32}$/);
    expect(sent?.getData()?.getRegionsList()[0]?.getData()?.getConceptsList()[0]?.getValue()).toBe(1);
  });

  it('a face that is not on the photo is refused with what to do', async () => {
    const { recognizer, tag } = await withPhoto();
    await expect(recognizer.tags.add(tag(9, ADA))).rejects.toMatchObject({
      kind: 'not_found',
      advice: /post it again/,
    });
  });

  it('can be removed, once or twice', async () => {
    const { recognizer, tag, names } = await withPhoto();
    await recognizer.tags.add(tag(0, ADA));
    await recognizer.tags.add(tag(1, GRACE));
    await recognizer.tags.remove(tag(0, ADA));
    await recognizer.tags.remove(tag(0, ADA));
    expect(await names()).toEqual(['1 Grace Hopper']);
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
    const concepts = Array.from({ length: 1_200 }, (_, index) =>
      new resources.Concept().setId(`p${index}`).setName(`Person ${index}`),
    );
    const { recognizer, service: at } = await open({
      listConcepts(request) {
        const from = (request.getPage() - 1) * request.getPerPage();
        const page = concepts.slice(from, from + request.getPerPage());
        return new service.MultiConceptResponse().setStatus(status()).setConceptsList(page);
      },
    });
    concepts[7]?.setAppId('main');
    concepts[8]?.setAppId(at.appId);
    const people = await recognizer.people.list();
    expect(people).toHaveLength(1_199);
    expect(people.some((person) => person.id === 'p7')).toBe(false);
  });
});

describe('removing a photo', () => {
  it('takes its faces and tags along, and can be repeated', async () => {
    const { stored, recognizer } = await open();
    await addPhoto(recognizer, { id: 'photo-1', picture: TWO_PEOPLE, source });
    const [face = ''] = await facesOf(recognizer);
    await recognizer.tags.add({ photoId: 'photo-1', faceId: face, person: ADA, taggedBy: 'U1' });
    await recognizer.photos.remove('photo-1');
    await recognizer.photos.remove('photo-1');
    expect((await stored()).annotations).toHaveLength(0);
    await expect(recognizer.photos.read('photo-1')).rejects.toMatchObject({ kind: 'not_found' });
  });
});
