import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { statusOf, type TestClient } from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let clarifai: TestClarifai;
let client: TestClient;

beforeAll(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
});

afterAll(() => clarifai.remove());

const main = () => new resources.UserAppIDSet().setUserId('clarifai').setAppId('main');
const input = (bytes: Uint8Array) =>
  new resources.Input().setData(new resources.Data().setImage(new resources.Image().setBase64(bytes)));

describe.each(['general-image-recognition', 'aaa03c23b3724a16a56b629203edc62c'])('the General model as %s', (id) => {
  const predict = async (picture: Uint8Array, config = new resources.OutputConfig()) => {
    const info = new resources.OutputInfo().setOutputConfig(config);
    const request = new service.PostModelOutputsRequest()
      .setUserAppId(main())
      .setModelId(id)
      .setModel(new resources.Model().setModelVersion(new resources.ModelVersion().setOutputInfo(info)))
      .setInputsList([input(picture)]);
    const concepts = (await client.call('postModelOutputs', request)).getOutputsList()[0]?.getData()?.getConceptsList();
    return concepts?.map((concept) => [concept.getName(), Math.round(concept.getValue() * 100) / 100]);
  };

  it('predicts whether a picture shows people', async () => {
    const [first, second] = (await predict(fakePicture('ada', 'grace'))) ?? [];
    expect([first?.[0], second?.[0]]).toEqual(['people', 'no person']);
    expect(first?.[1]).toBeGreaterThan(0.5);
    expect(await predict(fakePicture())).toEqual([
      ['no person', 1],
      ['people', 0],
    ]);
  });

  it('returns only the concepts that the request asks for', async () => {
    expect(await predict(fakePicture(), new resources.OutputConfig().setMaxConcepts(1))).toEqual([['no person', 1]]);
    expect(await predict(fakePicture(), new resources.OutputConfig().setMinValue(0.9))).toEqual([['no person', 1]]);
    const people = [new resources.Concept().setName('people')];
    expect(await predict(fakePicture(), new resources.OutputConfig().setSelectConceptsList(people))).toEqual([
      ['people', 0],
    ]);
  });

  it('can be read and listed in clarifai/main, with its concepts', async () => {
    const found = await client.call('getModel', new service.GetModelRequest().setUserAppId(main()).setModelId(id));
    expect(found.getModel()?.toObject()).toMatchObject({ id, userId: 'clarifai', appId: 'main' });
    const listed = await client.call('listModels', new service.ListModelsRequest().setUserAppId(main()));
    expect(listed.getModelsList().map((model) => model.getId())).toContain(id);
    const request = new service.ListModelConceptsRequest().setUserAppId(main()).setModelId(id);
    const concepts = (await client.call('listModelConcepts', request)).getConceptsList();
    expect(concepts.map((concept) => concept.getName())).toEqual(['people', 'no person']);
  });

  it('has no other version and can’t be replaced', async () => {
    const other = new service.GetModelRequest().setModelId(id).setVersionId('0'.repeat(32));
    expect(statusOf(await client.call('getModel', other)).code).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
    const replace = new service.PostModelsRequest().setModelsList([new resources.Model().setId(id)]);
    expect(statusOf(await client.call('postModels', replace)).code).toBe(StatusCode.DATABASE_DUPLICATE_KEY);
  });
});

describe('a workflow with the General model and the face model', () => {
  it('predicts faces and whether the picture shows people', async () => {
    const node = (id: string, modelId: string) =>
      new resources.WorkflowNode().setId(id).setModel(new resources.Model().setId(modelId));
    const workflow = new resources.Workflow()
      .setId('both')
      .setNodesList([node('whole', 'general-image-recognition'), node('faces', 'face-detection')]);
    await client.call('postWorkflows', new service.PostWorkflowsRequest().setWorkflowsList([workflow]));
    const request = new service.PostWorkflowResultsRequest()
      .setWorkflowId('both')
      .setInputsList([input(fakePicture('ada', 'grace'))]);
    const outputs = (await client.call('postWorkflowResults', request)).getResultsList()[0]?.getOutputsList() ?? [];
    expect(outputs[0]?.getData()?.getConceptsList()[0]?.getName()).toBe('people');
    expect(outputs[1]?.getData()?.getRegionsList()).toHaveLength(2);
  });
});
