import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import {
  addPicture,
  detectedRegions,
  postInputs,
  postTags,
  statusOf,
  type TestClient,
  tag,
  waitUntilIndexed,
} from '../support/clarifai/static-client.js';
import { createFakeFaceEngine, type FakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let engine: FakeFaceEngine;
let clarifai: TestClarifai;
let client: TestClient;
/** Region ids of the faces of ada (left) and grace on the input `one`. */
let ada: string;
let grace: string;

beforeEach(async () => {
  engine = createFakeFaceEngine();
  clarifai = await startTestClarifai({ engine });
  ({ client } = clarifai);
  await addPicture(client, 'one', fakePicture('ada', 'grace'));
  [ada = '', grace = ''] = (await detectedRegions(client, 'one')).map((region) => region.getId());
});

afterEach(() => clarifai.remove());

const list = async (request: InstanceType<typeof service.ListAnnotationsRequest>) =>
  (await client.call('listAnnotations', request)).getAnnotationsList();
/** The annotations of the input `one` by users. */
const listTrusted = () => list(new service.ListAnnotationsRequest().setInputIdsList(['one']));
/** The region id and concept names of each annotation of a face by a user. */
const tagsOfFaces = async () =>
  (await listTrusted())
    .filter((annotation) => !annotation.getInputLevel())
    .map((annotation) => {
      const region = annotation.getData()?.getRegionsList()[0];
      return [region?.getId(), ...(region?.getData()?.getConceptsList() ?? []).map((concept) => concept.getName())];
    });

describe('listing annotations', () => {
  it('leaves out those of the model unless the request asks for all', async () => {
    await postTags(client, tag('one', { id: ada }, 'ada'));
    const trusted = await listTrusted();
    const all = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));

    expect(trusted.map((annotation) => annotation.getTrusted())).toEqual([true, true]);
    expect(trusted.map((annotation) => annotation.getInputLevel())).toEqual([true, false]);
    expect(all.filter((annotation) => !annotation.getTrusted())).toHaveLength(2);
  });

  it('gives each detection one region, and its model in the old and the new fields', async () => {
    const [, first] = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));

    expect(first?.getModelVersionId()).toBe(first?.getEmbedModelVersionId());
    expect(first?.getWorker()?.getModel()?.getModelVersion()?.getId()).toBe(first?.getModelVersionId());
    expect(first?.getWorker()?.getModel()?.getId()).toBe('local-face');
    expect(first?.getData()?.getRegionsList()).toHaveLength(1);
    expect(first?.getData()?.getRegionsList()[0]?.getValue()).toBeCloseTo(0.9);
  });

  it('filters by input, pairs of ids and worker, and pages the result', async () => {
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

  it('refuses ids that do not match the inputs in number', async () => {
    const request = new service.ListAnnotationsRequest().setIdsList(['a', 'b']).setInputIdsList(['one']);

    expect(statusOf(await client.call('listAnnotations', request)).code).toBe(StatusCode.CONN_INVALID_REQUEST);
  });
});

describe('posting annotations', () => {
  it('assigns a concept to a detected face by its region id, and stores the rest of the annotation', async () => {
    const posted = tag('one', { id: grace }, 'grace');
    const version = (await list(new service.ListAnnotationsRequest().setListAllAnnotations(true)))[1];
    posted.setAnnotationInfo(Struct.fromJavaScript({ tagged_by: 'U1', n: 3 }));
    posted.setEmbedModelVersionId(version?.getEmbedModelVersionId() ?? '');
    const reply = await postTags(client, posted);
    const [stored] = reply.getAnnotationsList();

    expect(statusOf(reply).code).toBe(StatusCode.SUCCESS);
    expect(stored?.getStatus()?.getCode()).toBe(StatusCode.ANNOTATION_SUCCESS);
    expect(stored?.getAnnotationInfo()?.toJavaScript()).toEqual({ tagged_by: 'U1', n: 3 });
    expect(stored?.getEmbedModelVersionId()).toBe(version?.getModelVersionId());
    expect(stored?.getWorker()?.getUser()?.getId()).toBe('rollcall');
    const [region] = stored?.getData()?.getRegionsList() ?? [];
    expect(region?.getRegionInfo()?.getBoundingBox()?.getLeftCol()).toBeCloseTo(0.5);
    expect(await tagsOfFaces()).toEqual([[grace, 'GRACE']]);
  });

  it('assigns a box to the face it overlaps most', async () => {
    await postTags(client, tag('one', { box: [0.45, 0.2, 0.85, 0.8] }, 'grace'));

    expect(await tagsOfFaces()).toEqual([[grace, 'GRACE']]);
  });

  it('stores a box without a face under a new region id', async () => {
    await postTags(client, tag('one', { box: [0, 0, 0.1, 0.1] }, 'cat'));
    const [[id, name] = []] = await tagsOfFaces();

    expect([ada, grace]).not.toContain(id);
    expect(name).toBe('CAT');
  });

  it('assigns a box posted before indexing to the face found later', async () => {
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

  it('refuses invalid ones and stores the others', async () => {
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
    expect(await tagsOfFaces()).toEqual([[ada, 'ADA']]);
  });

  it.each([
    ['a value above 1', () => tag('one', { id: ada }, 'ada', 2)],
    ['a value below 0', () => tag('one', { id: ada }, 'ada', -0.1)],
    ['a value that is not a number', () => tag('one', { id: ada }, 'ada', Number.NaN)],
    ['a box that is upside down', () => tag('one', { box: [0.1, 0.8, 0.4, 0.2] }, 'ada')],
    ['a box that is mirrored', () => tag('one', { box: [0.4, 0.2, 0.1, 0.8] }, 'ada')],
    ['a box outside the picture', () => tag('one', { box: [0.5, 0.2, 1.5, 0.8] }, 'ada')],
    ['a box without an area', () => tag('one', { box: [0.5, 0.2, 0.5, 0.8] }, 'ada')],
    ['an unknown embedding model', () => tag('one', { id: ada }, 'ada').setEmbedModelVersionId('f'.repeat(32))],
  ])('refuses %s', async (_, posted) => {
    const reply = await postTags(client, posted());

    expect(statusOf(reply).code).toBe(StatusCode.ANNOTATION_INVALID_ARGUMENT);
    expect(statusOf(reply).details).not.toBe('');
    expect(await tagsOfFaces()).toEqual([]);
  });

  it('stores an annotation by “me” as the caller’s', async () => {
    const reply = await postTags(client, tag('one', { id: ada }, 'ada').setUserId('me'));

    expect(reply.getAnnotationsList()[0]?.getUserId()).toBe(clarifai.userId);
  });

  it('adds a second annotation to a face rather than replacing the first', async () => {
    await postTags(client, tag('one', { id: ada }, 'ada'), tag('one', { id: ada }, 'grace'));

    expect(await tagsOfFaces()).toEqual([
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
    expect(await tagsOfFaces()).toEqual([[ada, 'GRACE']]);

    await patch(tag('one', { id: ada }, 'alan').setId(id), 'merge');
    expect(await tagsOfFaces()).toEqual([[ada, 'GRACE', 'ALAN']]);

    await patch(tag('one', { id: ada }, 'grace').setId(id), 'remove');
    expect(await tagsOfFaces()).toEqual([[ada, 'ALAN']]);
  });

  it('deletes an annotation that becomes empty, if the request says so', async () => {
    const reply = await patch(tag('one', { id: ada }, 'ada').setId(id), 'remove', true);

    expect(statusOf(reply).code).toBe(StatusCode.SUCCESS);
    expect(await tagsOfFaces()).toEqual([]);
  });

  it('can’t change detections', async () => {
    const [, detection] = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));
    const reply = await patch(tag('one', { id: ada }, 'ada').setId(detection?.getId() ?? ''), 'merge');

    expect(reply.getAnnotationsList()[0]?.getStatus()?.getCode()).toBe(StatusCode.ANNOTATION_PERMISSION_DENIED);
  });
});

describe('deleting annotations', () => {
  const remove = (request: InstanceType<typeof service.DeleteAnnotationsRequest>) =>
    client.call('deleteAnnotations', request);

  it('deletes pairs of ids, or nothing if one is unknown', async () => {
    const id = (await postTags(client, tag('one', { id: ada }, 'ada'))).getAnnotationsList()[0]?.getId() ?? '';
    const pairs = (...ids: string[]) =>
      new service.DeleteAnnotationsRequest().setIdsList(ids).setInputIdsList(ids.map(() => 'one'));

    expect(statusOf(await remove(pairs(id, 'unknown'))).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(await tagsOfFaces()).toHaveLength(1);
    expect(statusOf(await remove(pairs(id))).code).toBe(StatusCode.SUCCESS);
    expect(await tagsOfFaces()).toEqual([]);
    expect(await detectedRegions(client, 'one')).toHaveLength(2);
  });

  it('deletes all but the input-level annotation if only the input is given', async () => {
    await postTags(client, tag('one', { id: ada }, 'ada'));
    await remove(new service.DeleteAnnotationsRequest().setInputIdsList(['one']));
    const left = await list(new service.ListAnnotationsRequest().setListAllAnnotations(true));

    expect(left.map((annotation) => annotation.getInputLevel())).toEqual([true]);
  });
});
