import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import {
  addTagged,
  faceModelId,
  KNN_ID,
  nodes,
  postWorkflow,
  predictRequest,
  statusOf,
  type TestClient,
  train,
  trainAndPublish,
  WORKFLOW_ID,
} from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let clarifai: TestClarifai;
let client: TestClient;
let faceId: string;

beforeEach(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
  faceId = await faceModelId(client);
  await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
  await addTagged(client, 'grace-1', fakePicture('grace:1'), 'grace');
});

afterEach(() => clarifai.remove());

describe('workflows', () => {
  const post = async (workflowNodes: ReturnType<typeof nodes>, id = WORKFLOW_ID) =>
    statusOf(await client.call('postWorkflows', postWorkflow(workflowNodes, id))).code;

  it('are checked before they are stored', async () => {
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

  it('put nodes after their inputs', async () => {
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

  it('are listed page by page, after the base workflow of their application', async () => {
    const versionId = await train(client, 'ada');
    for (const id of ['one', 'two']) await post(nodes(faceId, versionId), id);
    const list = async (page: number) => {
      const request = new service.ListWorkflowsRequest().setPage(page).setPerPage(2);
      return (await client.call('listWorkflows', request)).getWorkflowsList().map((workflow) => workflow.getId());
    };

    expect([await list(1), await list(2), await list(3)]).toEqual([['Face', 'one'], ['two'], []]);
  });

  it('have their versions listed newest first, and can be deleted', async () => {
    const first = await trainAndPublish(client, 'ada');
    const second = await trainAndPublish(client, 'ada', 'grace');
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

  it('get a new version with every patch, and are deprecated if a model version they use is gone', async () => {
    const first = await trainAndPublish(client, 'ada');
    const get = async () =>
      (await client.call('getWorkflow', new service.GetWorkflowRequest().setWorkflowId(WORKFLOW_ID))).getWorkflow();
    const before = (await get())?.getVersion();
    await trainAndPublish(client, 'ada', 'grace');
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

  it('are not found if they do not exist', async () => {
    expect(statusOf(await client.call('postWorkflowResults', predictRequest(fakePicture('ada')))).code).toBe(
      StatusCode.CONN_DOES_NOT_EXIST,
    );
    const none = new service.GetWorkflowRequest().setWorkflowId('none');
    expect(statusOf(await client.call('getWorkflow', none)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});
