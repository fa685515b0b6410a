import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import {
  addTagged,
  faceModelId,
  KNN_ID,
  nodes,
  postWorkflow,
  predictedNames,
  predictRequest,
  statusOf,
  type TestClient,
  train,
  trainAndPublish,
} from '../support/clarifai/static-client.js';
import { eventually } from '../support/eventually.js';
import { createFakeFaceEngine, type FakeFaceEngine, fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let engine: FakeFaceEngine;
let clarifai: TestClarifai;
let client: TestClient;
let faceId: string;

beforeEach(async () => {
  engine = createFakeFaceEngine();
  clarifai = await startTestClarifai({ engine });
  ({ client } = clarifai);
  faceId = await faceModelId(client);
  await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
  await addTagged(client, 'grace-1', fakePicture('grace:1'), 'grace');
});

afterEach(() => clarifai.remove());

describe('a trained model', () => {
  it('recognises the people it was trained on, and no stranger', async () => {
    await trainAndPublish(client, 'ada', 'grace');

    expect(await predictedNames(client, fakePicture('stranger', 'grace:7', 'ada:8'))).toEqual([
      undefined,
      'grace',
      'ada',
    ]);
  });

  it('recognises only the concepts listed for it', async () => {
    await trainAndPublish(client, 'ada');

    expect(await predictedNames(client, fakePicture('grace:7', 'ada:8'))).toEqual([undefined, 'ada']);
  });

  it('does not change with new tags until the next version', async () => {
    await trainAndPublish(client, 'ada', 'grace');
    await addTagged(client, 'alan-1', fakePicture('alan:1'), 'alan');
    expect(await predictedNames(client, fakePicture('alan:2'))).toEqual([undefined]);

    await trainAndPublish(client, 'ada', 'grace', 'alan');
    expect(await predictedNames(client, fakePicture('alan:2'))).toEqual(['alan']);
  });

  it('still recognises people after their pictures were deleted, until the next version', async () => {
    await trainAndPublish(client, 'ada', 'grace');
    await client.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(['ada-1']));
    await eventually(
      async () => statusOf(await client.call('getInput', new service.GetInputRequest().setInputId('ada-1'))).code,
    ).toBe(StatusCode.CONN_DOES_NOT_EXIST);
    expect(await predictedNames(client, fakePicture('ada:2'))).toEqual(['ada']);

    await trainAndPublish(client, 'ada', 'grace');
    expect(await predictedNames(client, fakePicture('ada:2'))).toEqual([undefined]);
  });

  it('predicts nothing for faces that are too small to be named', async () => {
    await trainAndPublish(client, 'ada', 'grace');
    const reply = await client.call('postWorkflowResults', predictRequest(fakePicture('(ada:5)', 'ada:6')));
    const people = reply.getResultsList()[0]?.getOutputsList()[1]?.getData();

    expect(people?.getRegionsList().map((region) => region.getData()?.getConceptsList().length)).toEqual([0, 2]);
  });

  it('has the metadata of its version, and counts the faces it learned from', async () => {
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

  it.each([
    ['nothing', 1, async () => {}],
    ['a tag', 2, () => addTagged(client, 'ada-2', fakePicture('ada:2'), 'ada')],
  ])('learns from the tags of the moment if %s was added since the version before', async (_what, inputs, change) => {
    await train(client, 'ada');
    await change();
    const concepts = new resources.Data().setConceptsList([new resources.Concept().setId('ada').setValue(1)]);
    const version = new resources.ModelVersion().setOutputInfo(new resources.OutputInfo().setData(concepts));
    const post = new service.PostModelVersionsRequest().setModelId(KNN_ID).setModelVersionsList([version]);
    const made = (await client.call('postModelVersions', post)).getModel()?.getModelVersion();
    expect(made?.getTotalInputCount()).toBe(inputs);
  });

  it('needs PostModelVersions if PostModels lists no concepts, as on the hosted service', async () => {
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

  it('refuses models, versions and requests that are invalid', async () => {
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

describe('models and model types', () => {
  it('lists the face model first, with whole pages', async () => {
    await train(client, 'ada');
    const list = async (page: number) =>
      (await client.call('listModels', new service.ListModelsRequest().setPage(page).setPerPage(1)))
        .getModelsList()
        .map((model) => model.getId());

    expect([await list(1), await list(2), await list(3)]).toEqual([[faceId], [KNN_ID], []]);
  });

  it('shows which engine the face model uses', async () => {
    const model = (await client.call('getModel', new service.GetModelRequest().setModelId(faceId))).getModel();

    expect(model?.getModelVersion()?.getMetadata()?.toJavaScript()).toEqual({ engine: engine.id });
  });

  it('shows the output info of a model, and its concepts by id or name', async () => {
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

  it('patches a model without creating a version', async () => {
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

  it('deletes models with their versions, but never the face model', async () => {
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

  it('creates a model without a type as knn-concept', async () => {
    const posted = new service.PostModelsRequest().setModelsList([new resources.Model().setId('plain')]);

    expect((await client.call('postModels', posted)).getModel()?.getModelTypeId()).toBe('knn-concept');
  });

  it('lists the types that models can be created with', async () => {
    const types = (await client.call('listModelTypes', new service.ListModelTypesRequest())).getModelTypesList();

    expect(types.map((type) => type.getId())).toEqual(['knn-concept']);
  });

  it('finds no model type except knn-concept', async () => {
    const type = async (id: string) =>
      statusOf(await client.call('getModelType', new service.GetModelTypeRequest().setModelTypeId(id))).code;

    expect(await type('knn-concept')).toBe(StatusCode.SUCCESS);
    expect(await type('embedding-classifier')).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});
