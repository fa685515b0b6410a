import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import {
  addPicture,
  createStaticClient,
  detectedRegions,
  postInputs,
  postTags,
  statusOf,
  type TestClient,
  tag,
  waitUntilIndexed,
} from '../support/clarifai/static-client.js';
import { createFakeFaceEngine, type FakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';

let engine: FakeFaceEngine;
let clarifai: Awaited<ReturnType<typeof startTestClarifai>>;
let client: TestClient;
/** Region ids of the faces of ada (left) and grace on the input `one`. */
let ada: string;
let grace: string;

beforeEach(async () => {
  engine = createFakeFaceEngine();
  clarifai = await startTestClarifai({ engine });
  client = createStaticClient(clarifai.address, clarifai.key);
  await addPicture(client, 'one', fakePicture('ada', 'grace'));
  [ada = '', grace = ''] = (await detectedRegions(client, 'one')).map((region) => region.getId());
});

afterEach(async () => {
  client.close();
  await clarifai.remove();
});

const list = async (request: InstanceType<typeof service.ListAnnotationsRequest>) =>
  (await client.call('listAnnotations', request)).getAnnotationsList();
const said = () => list(new service.ListAnnotationsRequest().setInputIdsList(['one']));
const saidOfFaces = async () =>
  (await said())
    .filter((annotation) => !annotation.getInputLevel())
    .map((annotation) => {
      const region = annotation.getData()?.getRegionsList()[0];
      return [region?.getId(), ...(region?.getData()?.getConceptsList() ?? []).map((concept) => concept.getName())];
    });

describe('listing annotations', () => {
  it('hides those of the model unless all are asked for', async () => {
    await postTags(client, tag('one', { id: ada }, 'ada'));
    const trusted = await said();
    const all = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));

    expect(trusted.map((annotation) => annotation.getTrusted())).toEqual([true, true]);
    expect(trusted.map((annotation) => annotation.getInputLevel())).toEqual([true, false]);
    expect(all.filter((annotation) => !annotation.getTrusted())).toHaveLength(2);
  });

  it('names the model in the old fields and in the new, and one region each', async () => {
    const [, first] = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));

    expect(first?.getModelVersionId()).toBe(first?.getEmbedModelVersionId());
    expect(first?.getWorker()?.getModel()?.getModelVersion()?.getId()).toBe(first?.getModelVersionId());
    expect(first?.getWorker()?.getModel()?.getId()).toBe('local-face');
    expect(first?.getData()?.getRegionsList()).toHaveLength(1);
    expect(first?.getData()?.getRegionsList()[0]?.getValue()).toBeCloseTo(0.9);
  });

  it('honours pages, inputs, pairs of ids, and workers', async () => {
    await addPicture(client, 'two', fakePicture('alan'));
    const all = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));
    const [, detection] = all;
    const versionId = detection?.getModelVersionId() ?? '';

    expect(all).toHaveLength(5);
    const page = new service.ListAnnotationsRequest().setListAllAnnotations(true).setPage(2).setPerPage(3);
    expect((await list(page)).map((each) => each.getId())).toEqual(all.slice(3).map((each) => each.getId()));
    expect(await list(new service.ListAnnotationsRequest().setInputIdsList(['two']))).toHaveLength(1);
    const pairs = new service.ListAnnotationsRequest()
      .setIdsList([detection?.getId() ?? ''])
      .setListAllAnnotations(true);
    expect(await list(pairs.setInputIdsList(['one']))).toHaveLength(1);
    expect(await list(pairs.setInputIdsList(['two']))).toHaveLength(0);
    expect(await list(new service.ListAnnotationsRequest().setModelVersionIdsList([versionId]))).toHaveLength(3);
    expect(await list(new service.ListAnnotationsRequest().setUserIdsList(['nobody']))).toHaveLength(0);
    expect(await list(new service.ListAnnotationsRequest().setUserIdsList(['me']))).toHaveLength(2);
  });

  it('refuses ids that do not pair with inputs', async () => {
    const request = new service.ListAnnotationsRequest().setIdsList(['a', 'b']).setInputIdsList(['one']);

    expect(statusOf(await client.call('listAnnotations', request)).code).toBe(StatusCode.CONN_INVALID_REQUEST);
  });
});

describe('posting annotations', () => {
  it('ties a concept to a detected face by its region id, and keeps what came along', async () => {
    const posted = tag('one', { id: grace }, 'grace');
    const version = (await list(new service.ListAnnotationsRequest().setListAllAnnotations(true)))[1];
    posted.setAnnotationInfo(Struct.fromJavaScript({ tagged_by: 'U1', n: 3 }));
    posted.setEmbedModelVersionId(version?.getEmbedModelVersionId() ?? '');
    const reply = await postTags(client, posted);
    const [kept] = reply.getAnnotationsList();

    expect(statusOf(reply).code).toBe(StatusCode.SUCCESS);
    expect(kept?.getStatus()?.getCode()).toBe(StatusCode.ANNOTATION_SUCCESS);
    expect(kept?.getAnnotationInfo()?.toJavaScript()).toEqual({ tagged_by: 'U1', n: 3 });
    expect(kept?.getEmbedModelVersionId()).toBe(version?.getModelVersionId());
    expect(kept?.getWorker()?.getUser()?.getId()).toBe('rollcall');
    const [region] = kept?.getData()?.getRegionsList() ?? [];
    expect(region?.getRegionInfo()?.getBoundingBox()?.getLeftCol()).toBeCloseTo(0.5);
    expect(await saidOfFaces()).toEqual([[grace, 'GRACE']]);
  });

  it('ties a box to the face it overlaps most', async () => {
    await postTags(client, tag('one', { box: [0.45, 0.2, 0.85, 0.8] }, 'grace'));

    expect(await saidOfFaces()).toEqual([[grace, 'GRACE']]);
  });

  it('keeps a box where no face is, under an id of its own', async () => {
    await postTags(client, tag('one', { box: [0, 0, 0.1, 0.1] }, 'cat'));
    const [[id, name] = []] = await saidOfFaces();

    expect([ada, grace]).not.toContain(id);
    expect(name).toBe('CAT');
  });

  it('ties a box drawn before the picture was indexed to the face found later', async () => {
    const release = engine.hold();
    await client.call('postInputs', postInputs({ id: 'two', picture: fakePicture('alan') }));
    const reply = await postTags(client, tag('two', { box: [0.05, 0.2, 0.8, 0.8] }, 'alan'));
    expect(reply.getAnnotationsList()[0]?.getStatus()?.getCode()).toBe(StatusCode.ANNOTATION_PENDING);
    release();
    await waitUntilIndexed(client, 'two');

    const [region] = await detectedRegions(client, 'two');
    const [, annotation] = await list(new service.ListAnnotationsRequest().setInputIdsList(['two']));
    expect(annotation?.getStatus()?.getCode()).toBe(StatusCode.ANNOTATION_SUCCESS);
    expect(annotation?.getData()?.getRegionsList()[0]?.getId()).toBe(region?.getId());
  });

  it('refuses each bad one in its place', async () => {
    const twoRegions = tag('one', { id: ada }, 'ada');
    twoRegions.getData()?.addRegions(new resources.Region().setId(grace));
    const reply = await postTags(
      client,
      tag('none', { id: ada }, 'ada'),
      tag('one', { id: 'no-such-region' }, 'ada'),
      twoRegions,
      tag('one', { id: ada }, 'x'.repeat(60)),
      tag('one', { id: ada }, 'ada'),
    );

    expect(statusOf(reply).code).toBe(StatusCode.MIXED_STATUS);
    expect(reply.getAnnotationsList().map((annotation) => annotation.getStatus()?.getCode())).toEqual([
      StatusCode.INPUT_DOES_NOT_EXIST,
      StatusCode.ANNOTATION_INVALID_ARGUMENT,
      StatusCode.ANNOTATION_INVALID_ARGUMENT,
      StatusCode.CONCEPTS_INVALID_REQUEST,
      StatusCode.ANNOTATION_SUCCESS,
    ]);
    expect(await saidOfFaces()).toEqual([[ada, 'ADA']]);
  });

  it.each([
    ['a value above 1', () => tag('one', { id: ada }, 'ada', 2)],
    ['a value below 0', () => tag('one', { id: ada }, 'ada', -0.1)],
    ['a value that is no number', () => tag('one', { id: ada }, 'ada', Number.NaN)],
    ['a box that is upside down', () => tag('one', { box: [0.1, 0.8, 0.4, 0.2] }, 'ada')],
    ['a box that is mirrored', () => tag('one', { box: [0.4, 0.2, 0.1, 0.8] }, 'ada')],
    ['a box outside the picture', () => tag('one', { box: [0.5, 0.2, 1.5, 0.8] }, 'ada')],
    ['a box without an area', () => tag('one', { box: [0.5, 0.2, 0.5, 0.8] }, 'ada')],
    ['an unknown embedding model', () => tag('one', { id: ada }, 'ada').setEmbedModelVersionId('f'.repeat(32))],
  ])('refuses %s', async (_, posted) => {
    const reply = await postTags(client, posted());

    expect(statusOf(reply).code).toBe(StatusCode.ANNOTATION_INVALID_ARGUMENT);
    expect(statusOf(reply).details).not.toBe('');
    expect(await saidOfFaces()).toEqual([]);
  });

  it('stores what “me” says under the caller', async () => {
    const reply = await postTags(client, tag('one', { id: ada }, 'ada').setUserId('me'));

    expect(reply.getAnnotationsList()[0]?.getUserId()).toBe(clarifai.userId);
  });

  it('adds a second annotation to a face rather than replacing the first', async () => {
    await postTags(client, tag('one', { id: ada }, 'ada'), tag('one', { id: ada }, 'grace'));

    expect(await saidOfFaces()).toEqual([
      [ada, 'ADA'],
      [ada, 'GRACE'],
    ]);
  });
});

describe('patching annotations', () => {
  const patch = async (annotation: ReturnType<typeof tag>, action: string, deleteIfEmpty = false) =>
    client.call(
      'patchAnnotations',
      new service.PatchAnnotationsRequest()
        .setAnnotationsList([annotation])
        .setAction(action)
        .setDeleteIfEmptyData(deleteIfEmpty),
    );
  let id: string;

  beforeEach(async () => {
    id = (await postTags(client, tag('one', { id: ada }, 'ada'))).getAnnotationsList()[0]?.getId() ?? '';
  });

  it('overwrites, merges and removes concepts', async () => {
    await patch(tag('one', { id: ada }, 'grace').setId(id), 'overwrite');
    expect(await saidOfFaces()).toEqual([[ada, 'GRACE']]);

    await patch(tag('one', { id: ada }, 'alan').setId(id), 'merge');
    expect(await saidOfFaces()).toEqual([[ada, 'GRACE', 'ALAN']]);

    await patch(tag('one', { id: ada }, 'grace').setId(id), 'remove');
    expect(await saidOfFaces()).toEqual([[ada, 'ALAN']]);
  });

  it('deletes an annotation that is left empty, if asked to', async () => {
    const reply = await patch(tag('one', { id: ada }, 'ada').setId(id), 'remove', true);

    expect(statusOf(reply).code).toBe(StatusCode.SUCCESS);
    expect(await saidOfFaces()).toEqual([]);
  });

  it('leaves detections alone', async () => {
    const [, detection] = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));
    const reply = await patch(tag('one', { id: ada }, 'ada').setId(detection?.getId() ?? ''), 'merge');

    expect(reply.getAnnotationsList()[0]?.getStatus()?.getCode()).toBe(StatusCode.ANNOTATION_PERMISSION_DENIED);
  });
});

describe('deleting annotations', () => {
  const remove = (request: InstanceType<typeof service.DeleteAnnotationsRequest>) =>
    client.call('deleteAnnotations', request);

  it('deletes pairs, or nothing when one is unknown', async () => {
    const id = (await postTags(client, tag('one', { id: ada }, 'ada'))).getAnnotationsList()[0]?.getId() ?? '';
    const pairs = (...ids: string[]) =>
      new service.DeleteAnnotationsRequest().setIdsList(ids).setInputIdsList(ids.map(() => 'one'));

    expect(statusOf(await remove(pairs(id, 'unknown'))).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(await saidOfFaces()).toHaveLength(1);
    expect(statusOf(await remove(pairs(id))).code).toBe(StatusCode.SUCCESS);
    expect(await saidOfFaces()).toEqual([]);
    expect(await detectedRegions(client, 'one')).toHaveLength(2);
  });

  it('by input alone deletes everything but the input-level annotation', async () => {
    await postTags(client, tag('one', { id: ada }, 'ada'));
    await remove(new service.DeleteAnnotationsRequest().setInputIdsList(['one']));
    const left = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));

    expect(left.map((annotation) => annotation.getInputLevel())).toEqual([true]);
  });
});

describe('concepts', () => {
  const post = (...concepts: [string, string][]) =>
    client.call(
      'postConcepts',
      new service.PostConceptsRequest().setConceptsList(
        concepts.map(([id, name]) => new resources.Concept().setId(id).setName(name)),
      ),
    );
  const names = async () =>
    (await client.call('listConcepts', new service.ListConceptsRequest()))
      .getConceptsList()
      .map((each) => each.getName());

  it('are made once, with any name', async () => {
    await post(['p1', 'Ađa 李 👩‍🚀']);
    const again = await post(['p2', 'New'], ['p1', 'Other']);

    expect(statusOf(again)).toEqual({
      code: StatusCode.CONCEPTS_INVALID_REQUEST,
      details: expect.stringContaining('duplicate'),
    });
    expect(await names()).toEqual(['Ađa 李 👩‍🚀']);
  });

  it('are renamed everywhere at once', async () => {
    await postTags(client, tag('one', { id: ada }, 'ada'));
    const renamed = new resources.Concept().setId('ada').setName('Ada Lovelace');
    const request = new service.PatchConceptsRequest().setConceptsList([renamed]);

    expect(statusOf(await client.call('patchConcepts', request.setAction('merge'))).code).toBe(
      StatusCode.CONCEPTS_INVALID_REQUEST,
    );
    expect(statusOf(await client.call('patchConcepts', request.setAction('overwrite'))).code).toBe(StatusCode.SUCCESS);
    expect(await saidOfFaces()).toEqual([[ada, 'Ada Lovelace']]);
  });

  it('that do not exist are not found', async () => {
    const none = await client.call('getConcept', new service.GetConceptRequest().setConceptId('none'));

    expect(statusOf(none).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('come in pages', async () => {
    await post(...Array.from({ length: 5 }, (_, index): [string, string] => [`p${index}`, `Person ${index}`]));
    const page = await client.call('listConcepts', new service.ListConceptsRequest().setPage(2).setPerPage(2));

    expect(page.getConceptsList().map((each) => each.getId())).toEqual(['p2', 'p3']);
  });
});
