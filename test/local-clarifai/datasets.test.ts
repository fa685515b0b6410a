import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import {
  addPicture,
  postInputs,
  statusOf,
  type TestClient,
  waitUntilIndexed,
} from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

type Dataset = InstanceType<typeof resources.Dataset>;

let clarifai: TestClarifai;
let client: TestClient;

beforeEach(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
});

afterEach(() => clarifai.remove());

const dataset = (id: string) => new resources.Dataset().setId(id);
const post = (...datasets: Dataset[]) =>
  client.call('postDatasets', new service.PostDatasetsRequest().setDatasetsList(datasets));
const get = (id: string) => client.call('getDataset', new service.GetDatasetRequest().setDatasetId(id));
const patch = (action: string, changed: Dataset) =>
  client.call('patchDatasets', new service.PatchDatasetsRequest().setAction(action).setDatasetsList([changed]));
const addInputs = (id: string, ...inputIds: string[]) =>
  client.call(
    'postDatasetInputs',
    new service.PostDatasetInputsRequest()
      .setDatasetId(id)
      .setDatasetInputsList(
        inputIds.map((inputId) => new resources.DatasetInput().setInput(new resources.Input().setId(inputId))),
      ),
  );
const removeInputs = (id: string, ...inputIds: string[]) =>
  client.call(
    'deleteDatasetInputs',
    new service.DeleteDatasetInputsRequest().setDatasetId(id).setInputIdsList(inputIds),
  );

async function inputsOf(id: string, page = 1, perPage = 10) {
  const request = new service.ListDatasetInputsRequest().setDatasetId(id).setPage(page).setPerPage(perPage);
  const listed = await client.call('listDatasetInputs', request);
  return listed.getDatasetInputsList().map((each) => each.getInput()?.getId());
}

async function listed(request = new service.ListDatasetsRequest()) {
  return (await client.call('listDatasets', request)).getDatasetsList().map((each) => each.getId());
}

describe('data sets', () => {
  it('are returned as posted, with their application and user', async () => {
    const metadata = { camera: { name: 'K1' } };
    const posted = await post(
      dataset('party').setDescription('May').setNotes('all of it').setMetadata(Struct.fromJavaScript(metadata)),
    );
    expect(statusOf(posted).code).toBe(StatusCode.SUCCESS);
    const found = (await get('party')).getDataset();
    expect(found?.toObject()).toMatchObject({
      id: 'party',
      userId: clarifai.userId,
      appId: clarifai.appId,
      description: 'May',
      notes: 'all of it',
    });
    expect(found?.getMetadata()?.toJavaScript()).toEqual(metadata);
    expect(found?.toObject()).toEqual(posted.getDatasetsList()[0]?.toObject());
  });

  it('are all refused if one id of the request is taken', async () => {
    await post(dataset('party'));
    expect(statusOf(await post(dataset('work'), dataset('party')))).toEqual({
      code: StatusCode.DATABASE_DUPLICATE_KEY,
      details: 'The data set “party” has a duplicate ID.',
    });
    expect(await listed()).toEqual(['party']);
  });

  it('are listed latest change first or by id, filtered by text, and in pages', async () => {
    await post(dataset('b').setDescription('Summer in Rome'), dataset('a'), dataset('c').setNotes('rome again'));
    await patch('merge', dataset('b').setNotes('checked'));
    const request = () => new service.ListDatasetsRequest();
    expect(await listed()).toEqual(['b', 'c', 'a']);
    expect(await listed(request().setSortById(true).setSortAscending(true))).toEqual(['a', 'b', 'c']);
    expect(await listed(request().setSearch('rome'))).toEqual(['b', 'c']);
    expect(await listed(request().setPage(2).setPerPage(2))).toEqual(['a']);
  });

  it('can have their texts and metadata merged, overwritten and removed', async () => {
    const metadata = (fields: Parameters<typeof Struct.fromJavaScript>[0]) => Struct.fromJavaScript(fields);
    await post(
      dataset('party')
        .setDescription('May')
        .setMetadata(metadata({ a: { b: 1 } })),
    );

    await patch(
      'merge',
      dataset('party')
        .setNotes('checked')
        .setMetadata(metadata({ a: { c: 2 } })),
    );
    const merged = (await get('party')).getDataset();
    expect([merged?.getDescription(), merged?.getNotes()]).toEqual(['May', 'checked']);
    expect(merged?.getMetadata()?.toJavaScript()).toEqual({ a: { b: 1, c: 2 } });

    await patch('overwrite', dataset('party').setMetadata(metadata({ d: 3 })));
    expect((await get('party')).getDataset()?.getMetadata()?.toJavaScript()).toEqual({ d: 3 });

    await patch(
      'remove',
      dataset('party')
        .setDescription('May')
        .setMetadata(metadata({ d: '' })),
    );
    const removed = (await get('party')).getDataset();
    expect([removed?.getDescription(), removed?.getMetadata()?.toJavaScript()]).toEqual(['', {}]);

    const image = new resources.Image().setUrl('http://127.0.0.1/a.jpg');
    expect(statusOf(await patch('merge', dataset('party').setImage(image))).code).toBe(StatusCode.CONN_INVALID_REQUEST);
  });

  it('can be deleted without deleting their inputs', async () => {
    await post(dataset('party'));
    await addPicture(client, 'one', fakePicture('ada'));
    await addInputs('party', 'one');
    const request = new service.DeleteDatasetsRequest().setDatasetIdsList(['party']);
    expect(statusOf(await client.call('deleteDatasets', request)).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await client.call('deleteDatasets', request)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(statusOf(await get('party')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    const input = await client.call('getInput', new service.GetInputRequest().setInputId('one'));
    expect(statusOf(input).code).toBe(StatusCode.SUCCESS);
  });

  it('can’t be created in clarifai/main', async () => {
    const main = new resources.UserAppIDSet().setUserId('clarifai').setAppId('main');
    const request = new service.PostDatasetsRequest().setUserAppId(main).setDatasetsList([dataset('mine')]);
    expect(statusOf(await client.call('postDatasets', request)).code).toBe(StatusCode.CONN_INSUFFICIENT_SCOPES);
  });
});

describe('the inputs of a data set', () => {
  beforeEach(async () => {
    await post(dataset('party'), dataset('work'));
    for (const id of ['one', 'two', 'three']) await addPicture(client, id, fakePicture(id));
  });

  it('are added by id, only once, and can be removed again', async () => {
    const added = await addInputs('party', 'three', 'one');
    expect(added.getDatasetInputsList().map((each) => each.getInput()?.getId())).toEqual(['three', 'one']);
    await addInputs('party', 'one', 'two');
    expect(await inputsOf('party')).toEqual(['one', 'two', 'three']);
    expect(await inputsOf('party', 2, 2)).toEqual(['three']);

    expect(statusOf(await removeInputs('party', 'one', 'three')).code).toBe(StatusCode.SUCCESS);
    expect(await inputsOf('party')).toEqual(['two']);
    expect(await inputsOf('work')).toEqual([]);
  });

  it('are all refused if one does not exist or is not in the data set', async () => {
    expect(statusOf(await addInputs('party', 'one', 'four'))).toEqual({
      code: StatusCode.CONN_DOES_NOT_EXIST,
      details: 'Input “four” does not exist.',
    });
    expect(await inputsOf('party')).toEqual([]);
    await addInputs('party', 'one');
    expect(statusOf(await removeInputs('party', 'one', 'two')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(await inputsOf('party')).toEqual(['one']);
  });

  it('are returned with their status, in a list or one by one', async () => {
    await addInputs('party', 'one');
    const request = new service.GetDatasetInputRequest().setDatasetId('party');
    const found = await client.call('getDatasetInput', request.setInputId('one'));
    expect(found.getDatasetInput()?.getInput()?.getStatus()?.getCode()).toBe(StatusCode.INPUT_SUCCESS);
    expect(found.getDatasetInput()?.hasCreatedAt()).toBe(true);
    expect(statusOf(await client.call('getDatasetInput', request.setInputId('two'))).code).toBe(
      StatusCode.CONN_DOES_NOT_EXIST,
    );
  });

  it('can be added by PostInputs, which refuses an input for an unknown data set', async () => {
    const request = postInputs(
      { id: 'four', picture: fakePicture('ada') },
      { id: 'five', picture: fakePicture('bob') },
    );
    request.getInputsList()[0]?.setDatasetIdsList(['party', 'work']);
    request.getInputsList()[1]?.setDatasetIdsList(['nowhere']);
    const posted = await client.call('postInputs', request);
    expect(statusOf(posted).code).toBe(StatusCode.MIXED_STATUS);
    expect(posted.getInputsList()[1]?.getStatus()?.getCode()).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    await waitUntilIndexed(client, 'four');
    expect(await inputsOf('party')).toEqual(['four']);
    expect(await inputsOf('work')).toEqual(['four']);
  });

  it('are removed from it when they are deleted', async () => {
    await addInputs('party', 'one', 'two');
    await client.call('deleteInput', new service.DeleteInputRequest().setInputId('one'));
    await expect.poll(() => inputsOf('party')).toEqual(['two']);
  });

  it('are the only results of a search in the data set', async () => {
    await addInputs('party', 'one', 'two');
    await addInputs('work', 'three');
    const search = async (...ids: string[]) => {
      const filter = new resources.Filter().setInput(new resources.Input().setDatasetIdsList(ids));
      const query = new resources.Query().setFiltersList([filter]);
      const searches = [new resources.Search().setQuery(query)];
      const found = [
        await client.call('postInputsSearches', new service.PostInputsSearchesRequest().setSearchesList(searches)),
        await client.call(
          'postAnnotationsSearches',
          new service.PostAnnotationsSearchesRequest().setSearchesList(searches),
        ),
      ];
      return found.map((reply) => reply.getHitsList().map((hit) => hit.getInput()?.getId()));
    };
    expect(await search('party')).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
    expect(await search('party', 'work')).toEqual([
      ['one', 'two', 'three'],
      ['one', 'two', 'three'],
    ]);
    expect(await search('random')).toEqual([[], []]);
  });
});

describe('versions of a data set', () => {
  const version = (id: string) => new resources.DatasetVersion().setId(id);
  const postVersions = (...versions: InstanceType<typeof resources.DatasetVersion>[]) =>
    client.call(
      'postDatasetVersions',
      new service.PostDatasetVersionsRequest().setDatasetId('party').setDatasetVersionsList(versions),
    );
  const getVersion = (id: string) =>
    client.call(
      'getDatasetVersion',
      new service.GetDatasetVersionRequest().setDatasetId('party').setDatasetVersionId(id),
    );

  beforeEach(() => post(dataset('party')));

  it('are ready at once, returned as posted, and the newest is shown with the data set', async () => {
    const metadata = Struct.fromJavaScript({ a: 1 });
    const posted = await postVersions(version('v1').setDescription('first').setMetadata(metadata), version('v2'));
    expect(posted.getDatasetVersionsList()[0]?.getStatus()?.getCode()).toBe(StatusCode.DATASET_VERSION_READY);
    const found = (await getVersion('v1')).getDatasetVersion();
    expect(found?.toObject()).toMatchObject({ id: 'v1', datasetId: 'party', description: 'first' });
    expect(found?.getMetadata()?.toJavaScript()).toEqual({ a: 1 });
    expect((await get('party')).getDataset()?.getVersion()?.getId()).toBe('v2');
    expect(statusOf(await postVersions(version('v1'))).code).toBe(StatusCode.DATABASE_DUPLICATE_KEY);
  });

  it('are listed newest first, and can be patched and deleted', async () => {
    await postVersions(version('v1'), version('v2'));
    const list = async () => {
      const request = new service.ListDatasetVersionsRequest().setDatasetId('party');
      const versions = (await client.call('listDatasetVersions', request)).getDatasetVersionsList();
      return versions.map((each) => [each.getId(), each.getDescription()]);
    };
    const change = new service.PatchDatasetVersionsRequest().setDatasetId('party').setAction('overwrite');
    await client.call('patchDatasetVersions', change.setDatasetVersionsList([version('v1').setDescription('May')]));
    expect(await list()).toEqual([
      ['v2', ''],
      ['v1', 'May'],
    ]);
    const removal = new service.DeleteDatasetVersionsRequest().setDatasetId('party').setDatasetVersionIdsList(['v2']);
    await client.call('deleteDatasetVersions', removal);
    expect(await list()).toEqual([['v1', 'May']]);
    expect(statusOf(await getVersion('v2')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});
