import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import {
  addPicture,
  addTagged,
  createStaticClient,
  detectedRegions,
  faceModelId,
  KNN_ID,
  namesOn,
  nodes,
  postWorkflow,
  predictRequest,
  statusOf,
  type TestClient,
  train,
  WORKFLOW_ID,
} from '../support/clarifai/static-client.js';
import { eventually } from '../support/eventually.js';
import { createFakeFaceEngine, type FakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai } from '../support/local-clarifai.js';

let engine: FakeFaceEngine;
let clarifai: Awaited<ReturnType<typeof startTestClarifai>>;
let client: TestClient;
let faceId: string;

beforeEach(async () => {
  engine = createFakeFaceEngine();
  clarifai = await startTestClarifai({ engine });
  client = createStaticClient(clarifai.address, clarifai.key);
  faceId = await faceModelId(client);
  await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
  await addTagged(client, 'grace-1', fakePicture('grace:1'), 'grace');
});

afterEach(async () => {
  client.close();
  await clarifai.remove();
});

async function trainAndPublish(...conceptIds: string[]): Promise<string> {
  const versionId = await train(client, ...conceptIds);
  const posted = await client.call('postWorkflows', postWorkflow(nodes(faceId, versionId)));
  if (statusOf(posted).code === StatusCode.WORKFLOW_DUPLICATE) {
    const workflow = new resources.Workflow().setId(WORKFLOW_ID).setNodesList(nodes(faceId, versionId));
    const patch = new service.PatchWorkflowsRequest().setWorkflowsList([workflow]).setAction('overwrite');
    expect(statusOf(await client.call('patchWorkflows', patch)).code).toBe(StatusCode.SUCCESS);
  }
  return versionId;
}

describe('a trained model', () => {
  it('names the people it was taught, and no stranger', async () => {
    await trainAndPublish('ada', 'grace');

    expect(await namesOn(client, fakePicture('stranger', 'grace:7', 'ada:8'))).toEqual([undefined, 'grace', 'ada']);
  });

  it('knows only the concepts it lists', async () => {
    await trainAndPublish('ada');

    expect(await namesOn(client, fakePicture('grace:7', 'ada:8'))).toEqual([undefined, 'ada']);
  });

  it('is frozen: new tags count from the next version on', async () => {
    await trainAndPublish('ada', 'grace');
    await addTagged(client, 'alan-1', fakePicture('alan:1'), 'alan');
    expect(await namesOn(client, fakePicture('alan:2'))).toEqual([undefined]);

    await trainAndPublish('ada', 'grace', 'alan');
    expect(await namesOn(client, fakePicture('alan:2'))).toEqual(['alan']);
  });

  it('keeps naming people after their photos were deleted, until the next version', async () => {
    await trainAndPublish('ada', 'grace');
    await client.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(['ada-1']));
    await eventually(
      async () => statusOf(await client.call('getInput', new service.GetInputRequest().setInputId('ada-1'))).code,
    ).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(await namesOn(client, fakePicture('ada:2'))).toEqual(['ada']);

    await trainAndPublish('ada', 'grace');
    expect(await namesOn(client, fakePicture('ada:2'))).toEqual([undefined]);
  });

  it('says nothing about faces too small to be named', async () => {
    await trainAndPublish('ada', 'grace');
    const reply = await client.call('postWorkflowResults', predictRequest(fakePicture('(ada:5)', 'ada:6')));
    const people = reply.getResultsList()[0]?.getOutputsList()[1]?.getData();

    expect(people?.getRegionsList().map((region) => region.getData()?.getConceptsList().length)).toEqual([0, 2]);
  });

  it('keeps metadata with the version, and counts what it learned', async () => {
    const versionId = await train(client, 'ada', 'grace', 'nobody-yet');
    const metadata = Struct.fromJavaScript({ trained_by: 'U1', tags: { ada: 1 } });
    const version = new resources.ModelVersion()
      .setMetadata(metadata)
      .setOutputInfo(
        new resources.OutputInfo().setData(
          new resources.Data().setConceptsList([new resources.Concept().setId('ada')]),
        ),
      );
    await client.call(
      'postModelVersions',
      new service.PostModelVersionsRequest().setModelId(KNN_ID).setModelVersionsList([version]),
    );
    const versions = (
      await client.call('listModelVersions', new service.ListModelVersionsRequest().setModelId(KNN_ID))
    ).getModelVersionsList();

    expect(versions.map((each) => each.getActiveConceptCount())).toEqual([1, 3]);
    expect(versions.map((each) => each.getTotalInputCount())).toEqual([1, 2]);
    expect(versions[0]?.getMetadata()?.toJavaScript()).toEqual(metadata.toJavaScript());
    expect(versions[0]?.getStatus()?.getCode()).toBe(StatusCode.MODEL_TRAINED);
    expect(versions[1]?.getId()).toBe(versionId);
    const withGrace = new service.ListModelVersionsRequest().setModelId(KNN_ID).setConceptIdsList(['grace']);
    expect((await client.call('listModelVersions', withGrace)).getModelVersionsList()).toHaveLength(1);
  });

  it('needs a PostModelVersions when PostModels lists no concepts, as hosted', async () => {
    await client.call(
      'postModels',
      new service.PostModelsRequest().setModelsList([
        new resources.Model().setId(KNN_ID).setModelTypeId('knn-concept'),
      ]),
    );
    const model = (await client.call('getModel', new service.GetModelRequest().setModelId(KNN_ID))).getModel();
    expect(model?.hasModelVersion()).toBe(false);
    const refused = await client.call('postWorkflows', postWorkflow(nodes(faceId)));
    expect(statusOf(refused).code).toBe(StatusCode.WORKFLOW_REQUIRE_TRAINED_MODEL);
  });

  it('refuses what cannot be made', async () => {
    const post = async (model: InstanceType<typeof resources.Model>) =>
      statusOf(await client.call('postModels', new service.PostModelsRequest().setModelsList([model]))).code;
    await train(client, 'ada');

    expect(await post(new resources.Model().setId(KNN_ID).setModelTypeId('knn-concept'))).toBe(
      StatusCode.DATABASE_DUPLICATE_KEY,
    );
    expect(await post(new resources.Model().setId('x').setModelTypeId('visual-classifier'))).toBe(
      StatusCode.MODEL_INVALID_ARGUMENT,
    );
    const unknown = new service.PostModelVersionsRequest()
      .setModelId('none')
      .setModelVersionsList([new resources.ModelVersion()]);
    expect(statusOf(await client.call('postModelVersions', unknown)).code).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
  });
});

describe('models and types', () => {
  it('lists the face model first, with whole pages', async () => {
    await train(client, 'ada');
    const list = async (page: number) =>
      (await client.call('listModels', new service.ListModelsRequest().setPage(page).setPerPage(1)))
        .getModelsList()
        .map((model) => model.getId());

    expect([await list(1), await list(2), await list(3)]).toEqual([[faceId], [KNN_ID], []]);
  });

  it('tells which engine is behind the face model', async () => {
    const model = (await client.call('getModel', new service.GetModelRequest().setModelId(faceId))).getModel();

    expect(model?.getModelVersion()?.getMetadata()?.toJavaScript()).toEqual({ engine: engine.id });
  });

  it('tells what a model is made of: its output info, and its concepts by id or name', async () => {
    await train(client, 'ada', 'grace');
    const info = await client.call('getModelOutputInfo', new service.GetModelRequest().setModelId(KNN_ID));
    const concepts = async (search: string) =>
      (
        await client.call(
          'listModelConcepts',
          new service.ListModelConceptsRequest().setModelId(KNN_ID).setSearch(search),
        )
      )
        .getConceptsList()
        .map((concept) => concept.getName());

    expect(info.getModel()?.getOutputInfo()?.getData()?.getConceptsList()).toHaveLength(2);
    expect([await concepts(''), await concepts('rac'), await concepts('none')]).toEqual([
      ['ADA', 'GRACE'],
      ['GRACE'],
      [],
    ]);
  });

  it('describes a model anew, without making a version', async () => {
    await train(client, 'ada');
    const patch = (model: InstanceType<typeof resources.Model>, action = 'merge') =>
      client.call(
        'patchModels',
        new service.PatchModelsRequest().setAction(action).setModelsList([model.setId(KNN_ID)]),
      );
    const reply = await patch(new resources.Model().setName('People we know'));
    const concepts = new resources.OutputInfo().setData(
      new resources.Data().setConceptsList([new resources.Concept().setId('grace')]),
    );

    expect(reply.getModelsList()[0]?.getName()).toBe('People we know');
    expect(reply.getModelsList()[0]?.getVersionCount()).toBe(1);
    expect(statusOf(await patch(new resources.Model().setOutputInfo(concepts))).code).toBe(
      StatusCode.MODEL_INVALID_REQUEST,
    );
  });

  it('deletes models with their versions, and never the face model', async () => {
    await train(client, 'ada');
    const get = () => client.call('getModel', new service.GetModelRequest().setModelId(KNN_ID));
    const remove = (...ids: string[]) => client.call('deleteModels', new service.DeleteModelsRequest().setIdsList(ids));

    expect(statusOf(await remove(KNN_ID, 'none')).code).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
    expect(statusOf(await get()).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await remove(faceId)).code).toBe(StatusCode.MODEL_PERMISSION_DENIED);
    const one = await client.call('deleteModel', new service.DeleteModelRequest().setModelId(KNN_ID));
    expect(statusOf(one).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await get()).code).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
  });

  it('makes a model without a type of the one type there is', async () => {
    const posted = new service.PostModelsRequest().setModelsList([new resources.Model().setId('plain')]);

    expect((await client.call('postModels', posted)).getModel()?.getModelTypeId()).toBe('knn-concept');
  });

  it('lists the types that can be made', async () => {
    const types = (await client.call('listModelTypes', new service.ListModelTypesRequest())).getModelTypesList();

    expect(types.map((type) => type.getId())).toEqual(['knn-concept']);
  });

  it('offers knn-concept and nothing else', async () => {
    const type = async (id: string) =>
      statusOf(await client.call('getModelType', new service.GetModelTypeRequest().setModelTypeId(id))).code;

    expect(await type('knn-concept')).toBe(StatusCode.SUCCESS);
    expect(await type('embedding-classifier')).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});

describe('workflows', () => {
  const post = async (workflowNodes: ReturnType<typeof nodes>, id = WORKFLOW_ID) =>
    statusOf(await client.call('postWorkflows', postWorkflow(workflowNodes, id))).code;

  it('are checked before they are kept', async () => {
    const versionId = await train(client, 'ada');
    const [face, knn] = nodes(faceId, versionId) as [ReturnType<typeof nodes>[0], ReturnType<typeof nodes>[0]];
    const lost = knn.clone() as typeof knn;
    lost.setNodeInputsList([new resources.NodeInput().setNodeId('nowhere')]);
    const unfed = knn.clone() as typeof knn;
    unfed.setNodeInputsList([]);

    expect(await post([face, lost])).toBe(StatusCode.WORKFLOW_INVALID_GRAPH);
    expect(await post([unfed])).toBe(StatusCode.WORKFLOW_INVALID_GRAPH);
    expect(await post([face, face])).toBe(StatusCode.WORKFLOW_INVALID_ARGUMENT);
    expect(await post([])).toBe(StatusCode.WORKFLOW_INVALID_ARGUMENT);
    expect(await post(nodes(faceId, 'f'.repeat(32)))).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
    expect(await post(nodes('no-such-face-model', versionId))).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
    expect(await post([face, unfed])).toBe(StatusCode.SUCCESS);
    expect(await post([face, knn])).toBe(StatusCode.WORKFLOW_DUPLICATE);
    expect(await post([face, knn], 'Face')).toBe(StatusCode.WORKFLOW_DUPLICATE);
  });

  it('put nodes after those they take from', async () => {
    const versionId = await train(client, 'ada');
    const [face, knn] = nodes(faceId, versionId) as [ReturnType<typeof nodes>[0], ReturnType<typeof nodes>[0]];
    expect(await post([knn, face])).toBe(StatusCode.SUCCESS);
    const reply = await client.call('postWorkflowResults', predictRequest(fakePicture('ada')));

    expect(
      reply
        .getWorkflow()
        ?.getNodesList()
        .map((node) => node.getId()),
    ).toEqual(['face', 'knn']);
    expect(
      reply
        .getResultsList()[0]
        ?.getOutputsList()
        .map((output) => output.getModel()?.getId()),
    ).toEqual([faceId, KNN_ID]);
  });

  it('list their versions, newest first, and can be deleted', async () => {
    const first = await trainAndPublish('ada');
    const second = await trainAndPublish('ada', 'grace');
    const request = new service.ListWorkflowVersionsRequest().setWorkflowId(WORKFLOW_ID);
    const versions = (await client.call('listWorkflowVersions', request)).getWorkflowVersionsList();
    const models = versions.map((version) => version.getNodesList()[1]?.getModel()?.getModelVersion()?.getId());
    const remove = (...ids: string[]) =>
      client.call('deleteWorkflows', new service.DeleteWorkflowsRequest().setIdsList(ids));

    expect(models).toEqual([second, first]);
    expect(statusOf(await remove(WORKFLOW_ID, 'none')).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(statusOf(await remove(WORKFLOW_ID)).code).toBe(StatusCode.SUCCESS);
    expect(statusOf(await client.call('listWorkflowVersions', request)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('get a new version with every patch, and know when a model version they use is gone', async () => {
    const first = await trainAndPublish('ada');
    const get = async () =>
      (await client.call('getWorkflow', new service.GetWorkflowRequest().setWorkflowId(WORKFLOW_ID))).getWorkflow();
    const before = (await get())?.getVersion();
    await trainAndPublish('ada', 'grace');
    const after = (await get())?.getVersion();
    const old = predictRequest(fakePicture('grace:3')).setVersionId(before?.getId() ?? '');
    const oldReply = await client.call('postWorkflowResults', old);

    expect(after?.getId()).not.toBe(before?.getId());
    expect(oldReply.getResultsList()[0]?.getOutputsList()[1]?.getModel()?.getModelVersion()?.getId()).toBe(first);
    expect(after?.getIsDeprecated()).toBe(false);

    const newest = after?.getNodesList()[1]?.getModel()?.getModelVersion()?.getId() ?? '';
    const request = new service.DeleteModelVersionRequest().setModelId(KNN_ID).setVersionId(newest);
    expect(statusOf(await client.call('deleteModelVersion', request)).code).toBe(StatusCode.SUCCESS);
    expect((await get())?.getVersion()?.getIsDeprecated()).toBe(true);
    expect(statusOf(await client.call('postWorkflowResults', predictRequest(fakePicture('ada'))))).toMatchObject({
      code: StatusCode.MODEL_DOES_NOT_EXIST,
    });
  });

  it('that do not exist are resources that do not exist', async () => {
    expect(statusOf(await client.call('postWorkflowResults', predictRequest(fakePicture('ada')))).code).toBe(
      StatusCode.CONN_DOES_NOT_EXIST,
    );
    const none = new service.GetWorkflowRequest().setWorkflowId('none');
    expect(statusOf(await client.call('getWorkflow', none)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});

describe('predicting', () => {
  it('gives the region ids of the annotations for a picture that was added, with one look of the engine', async () => {
    await trainAndPublish('ada', 'grace');
    const picture = fakePicture('ada:4', 'grace:4');
    await addPicture(client, 'both', picture);
    const looks = engine.analyzed();
    const reply = await client.call('postWorkflowResults', predictRequest(picture));
    const regions = reply.getResultsList()[0]?.getOutputsList()[1]?.getData()?.getRegionsList() ?? [];

    expect(regions.map((region) => region.getId())).toEqual(
      (await detectedRegions(client, 'both')).map((region) => region.getId()),
    );
    expect(engine.analyzed()).toBe(looks);
  });

  it('works by input id alone, without a picture', async () => {
    await trainAndPublish('ada', 'grace');
    const request = predictRequest(new Uint8Array());
    request.setInputsList([new resources.Input().setId('grace-1')]);
    const reply = await client.call('postWorkflowResults', request);

    expect(reply.getResultsList()[0]?.getOutputsList()[1]?.getData()?.getConceptsList()[0]?.getId()).toBe('grace');
  });

  it('honours max_concepts, min_value and select_concepts', async () => {
    await trainAndPublish('ada', 'grace');
    const concepts = async (config: InstanceType<typeof resources.OutputConfig>) => {
      const reply = await client.call(
        'postWorkflowResults',
        predictRequest(fakePicture('ada:3')).setOutputConfig(config),
      );
      const data = reply.getResultsList()[0]?.getOutputsList()[1]?.getData();
      return data
        ?.getRegionsList()[0]
        ?.getData()
        ?.getConceptsList()
        .map((concept) => concept.getId());
    };

    expect(await concepts(new resources.OutputConfig())).toEqual(['ada', 'grace']);
    expect(await concepts(new resources.OutputConfig().setMaxConcepts(1))).toEqual(['ada']);
    expect(await concepts(new resources.OutputConfig().setMinValue(0.5))).toEqual(['ada']);
    const grace = [new resources.Concept().setId('grace')];
    expect(await concepts(new resources.OutputConfig().setSelectConceptsList(grace))).toEqual(['grace']);
    const byName = [new resources.Concept().setName('GRACE')];
    expect(await concepts(new resources.OutputConfig().setSelectConceptsList(byName))).toEqual(['grace']);
  });

  it('fails as a whole when one picture is bad, and says which', async () => {
    await trainAndPublish('ada', 'grace');
    const request = predictRequest(fakePicture('ada'));
    request.addInputs(predictRequest(Buffer.from('no picture')).getInputsList()[0]);
    const reply = await client.call('postWorkflowResults', request);

    expect(statusOf(reply).code).toBe(StatusCode.FAILURE);
    expect(reply.getResultsList().map((result) => result.getStatus()?.getCode())).toEqual([
      StatusCode.INPUT_FAILED,
      StatusCode.INPUT_UNSUPPORTED_FORMAT,
    ]);
  });

  it('takes 32 pictures for a workflow and not 33', async () => {
    await trainAndPublish('ada', 'grace');
    const many = (count: number) => {
      const [input] = predictRequest(fakePicture('ada')).getInputsList();
      return predictRequest(fakePicture('ada')).setInputsList(
        Array.from({ length: count }, () => input as NonNullable<typeof input>),
      );
    };

    expect((await client.call('postWorkflowResults', many(32))).getResultsList()).toHaveLength(32);
    expect(statusOf(await client.call('postWorkflowResults', many(33))).code).toBe(StatusCode.CONN_INVALID_REQUEST);
  });

  it('runs the face model alone', async () => {
    const [input] = predictRequest(fakePicture('ada', 'grace')).getInputsList();
    const request = new service.PostModelOutputsRequest().setModelId(faceId).setInputsList(input ? [input] : []);
    const reply = await client.call('postModelOutputs', request);
    const regions = reply.getOutputsList()[0]?.getData()?.getRegionsList() ?? [];

    expect(regions).toHaveLength(2);
    expect(regions[0]?.getData()?.getEmbeddingsList()[0]?.getNumDimensions()).toBe(128);
    expect(statusOf(await client.call('postModelOutputs', request.setModelId('none'))).code).toBe(
      StatusCode.MODEL_DOES_NOT_EXIST,
    );
  });

  it('runs a knn-concept model alone, on the faces it finds', async () => {
    await train(client, 'ada', 'grace');
    const [input] = predictRequest(fakePicture('grace:3', 'ada:3')).getInputsList();
    const request = new service.PostModelOutputsRequest().setModelId(KNN_ID).setInputsList(input ? [input] : []);
    const [output] = (await client.call('postModelOutputs', request)).getOutputsList();
    const best = output
      ?.getData()
      ?.getRegionsList()
      .map((region) => region.getData()?.getConceptsList()[0]?.getId());

    expect(best).toEqual(['grace', 'ada']);
    expect(output?.getModel()?.getId()).toBe(KNN_ID);
  });

  it.each([
    ['not a picture', Buffer.from('hello'), StatusCode.INPUT_UNSUPPORTED_FORMAT],
    ['no picture at all', new Uint8Array(), StatusCode.INPUT_INVALID_ARGUMENT],
  ])('has the status of the input when it is alone and is %s', async (_, picture, code) => {
    await trainAndPublish('ada');
    const workflow = predictRequest(picture);
    const model = new service.PostModelOutputsRequest().setModelId(faceId).setInputsList(workflow.getInputsList());
    const replies = [await client.call('postWorkflowResults', workflow), await client.call('postModelOutputs', model)];

    expect(replies.map((reply) => statusOf(reply).code)).toEqual([code, code]);
  });
});

describe('searching by face', () => {
  const search = async (rank: InstanceType<typeof resources.Annotation>, conceptId?: string) => {
    const query = new resources.Query().setRanksList([new resources.Rank().setAnnotation(rank)]);
    if (conceptId !== undefined) {
      const data = new resources.Data().setConceptsList([new resources.Concept().setId(conceptId).setValue(1)]);
      query.setFiltersList([new resources.Filter().setAnnotation(new resources.Annotation().setData(data))]);
    }
    return client.call(
      'postAnnotationsSearches',
      new service.PostAnnotationsSearchesRequest().setSearchesList([new resources.Search().setQuery(query)]),
    );
  };
  const picture = (bytes: Uint8Array) =>
    new resources.Annotation().setData(new resources.Data().setImage(new resources.Image().setBase64(bytes)));

  it('finds the most similar first, from a picture or an indexed input', async () => {
    const byPicture = await search(picture(fakePicture('grace:5')));
    const byInput = await search(new resources.Annotation().setInputId('grace-1'));

    expect(byPicture.getHitsList().map((hit) => hit.getInput()?.getId())).toEqual(['grace-1', 'ada-1']);
    expect(byInput.getHitsList()[0]?.getScore()).toBe(1);
    expect(byInput.getHitsList()[0]?.getScore()).toBeGreaterThan(byPicture.getHitsList()[0]?.getScore() ?? 1);
  });

  it('keeps to annotations of a concept when told to', async () => {
    const reply = await search(picture(fakePicture('grace:5')), 'ada');
    const [hit, ...more] = reply.getHitsList();

    expect(more).toEqual([]);
    expect(hit?.getAnnotation()?.getData()?.getRegionsList()[0]?.getData()?.getConceptsList()[0]?.getId()).toBe('ada');
  });

  it('says when there is no face to search for', async () => {
    expect(statusOf(await search(picture(fakePicture()))).code).toBe(StatusCode.SEARCH_INVALID_REQUEST);
  });
});
