import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import { faceModelId, statusOf, type TestClient } from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

/** Programs contain the ids of the hosted face models as literals. */

let clarifai: TestClarifai;
let client: TestClient;
let faceId: string;

beforeAll(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
  faceId = await faceModelId(client);
});

afterAll(() => clarifai.remove());

const MODELS = [
  ['d02b4508df58432fbb84e800597b8959', '6ca3b762008e419583258aca49b88401'],
  ['face-identification-transfer-learn', 'fc3b8814fbe54533a3d80a1896dc9884'],
  ['face-detection', '45fb9a671625463fa646c3523a3087d5'],
  ['a403429f2ddf4b49b307e318f00e528b', '34ce21a40cc24b6b96ffee54aabff139'],
] as const;
const input = () =>
  new resources.Input().setData(new resources.Data().setImage(new resources.Image().setBase64(fakePicture('ada'))));

describe.each(MODELS)('the hosted face model %s', (id, versionId) => {
  const own = new resources.UserAppIDSet().setUserId('me').setAppId('rollcall');
  const main = new resources.UserAppIDSet().setUserId('clarifai').setAppId('main');

  it.each([
    ['in the user’s application', own],
    ['in clarifai/main', main],
  ])('is the local face model %s', async (_, app) => {
    const get = async (version: string) =>
      client.call('getModel', new service.GetModelRequest().setUserAppId(app).setModelId(id).setVersionId(version));
    const local = await client.call('getModel', new service.GetModelRequest().setModelId(faceId));
    const newest = local.getModel()?.getModelVersion()?.getId();

    for (const version of ['', versionId, newest ?? '']) {
      const model = (await get(version)).getModel();
      expect([model?.getId(), model?.getModelVersion()?.getId()]).toEqual([id, newest]);
    }
    expect(statusOf(await get('f'.repeat(32))).code).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
  });

  it.each([
    ['in the user’s application', own],
    ['in clarifai/main', main],
  ])('finds faces %s', async (_, app) => {
    const request = new service.PostModelOutputsRequest().setUserAppId(app).setModelId(id).setInputsList([input()]);
    const [output] = (await client.call('postModelOutputs', request.setVersionId(versionId))).getOutputsList();

    expect(output?.getModel()?.getId()).toBe(id);
    expect(output?.getData()?.getRegionsList()[0]?.getData()?.getEmbeddingsList()).toHaveLength(1);
  });

  it('can be a node of a workflow, and is returned with the ids that were posted', async () => {
    const model = new resources.Model().setId(id).setModelVersion(new resources.ModelVersion().setId(versionId));
    const workflow = new resources.Workflow()
      .setId(`with-${id.slice(0, 20)}`)
      .setNodesList([new resources.WorkflowNode().setId('detector').setModel(model)]);
    const posted = await client.call('postWorkflows', new service.PostWorkflowsRequest().setWorkflowsList([workflow]));
    const [node] = posted.getWorkflowsList()[0]?.getNodesList() ?? [];

    expect(statusOf(posted).code).toBe(StatusCode.SUCCESS);
    expect([node?.getModel()?.getId(), node?.getModel()?.getModelVersion()?.getId()]).toEqual([id, versionId]);
  });

  it('can’t be created again or deleted', async () => {
    const post = new service.PostModelsRequest().setModelsList([new resources.Model().setId(id)]);
    const remove = new service.DeleteModelRequest().setModelId(id);

    expect(statusOf(await client.call('postModels', post)).code).toBe(StatusCode.DATABASE_DUPLICATE_KEY);
    expect(statusOf(await client.call('deleteModel', remove)).code).toBe(StatusCode.MODEL_PERMISSION_DENIED);
  });
});

describe.each(['Face', 'Face-V4', 'Universal', 'General'])('the base workflow %s', (id) => {
  it('can be read and used for predictions', async () => {
    const request = new service.PostWorkflowResultsRequest().setWorkflowId(id).setInputsList([input()]);
    const reply = await client.call('postWorkflowResults', request);
    const read = await client.call('getWorkflow', new service.GetWorkflowRequest().setWorkflowId(id));

    expect(read.getWorkflow()?.getId()).toBe(id);
    expect(reply.getWorkflow()?.getId()).toBe(id);
    expect(reply.getResultsList()[0]?.getOutputsList()[0]?.getData()?.getRegionsList()).toHaveLength(1);
  });
});
