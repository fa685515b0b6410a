import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resources, StatusCode, Struct, service } from '../../src/clarifai-protocol.js';
import { addTagged, KNN_ID, statusOf, type TestClient, train } from '../support/clarifai/static-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

let clarifai: TestClarifai;
let client: TestClient;

beforeEach(async () => {
  clarifai = await startTestClarifai();
  ({ client } = clarifai);
});

afterEach(() => clarifai.remove());

function asked(versionId: string, id = 'evaluation-1') {
  const model = new resources.Model().setId(KNN_ID).setModelVersion(new resources.ModelVersion().setId(versionId));
  return new service.PostEvaluationsRequest().setEvalMetricsList([
    new resources.EvalMetrics().setId(id).setModel(model),
  ]);
}

const WAIT = { timeout: 15_000, interval: 10 };

async function evaluated(id = 'evaluation-1', testSet = true) {
  const get = new service.GetEvaluationRequest()
    .setEvaluationId(id)
    .setFields(new resources.FieldsValue().setTestSet(testSet));
  return vi.waitFor(async () => {
    const metrics = (await client.call('getEvaluation', get)).getEvalMetrics();
    expect(metrics?.getStatus()?.getCode()).toBe(StatusCode.EVALUATION_SUCCESS);
    return metrics;
  }, WAIT);
}

describe('an evaluation', () => {
  it('recognises each face of the version with that face left out', async () => {
    for (const photo of [1, 2, 3]) await addTagged(client, `ada-${photo}`, fakePicture(`ada:${photo}`), 'ada');
    await addTagged(client, 'grace-1', fakePicture('grace:1'), 'grace');
    const posted = await client.call('postEvaluations', asked(await train(client, 'ada', 'grace')));
    expect(statusOf(posted).code).toBe(StatusCode.SUCCESS);

    const metrics = await evaluated();
    const entries = metrics?.getTestSetList() ?? [];
    expect(entries.map((entry) => entry.getInput()?.getId())).toEqual(['ada-1', 'ada-2', 'ada-3', 'grace-1']);
    const scores = entries.map((entry) =>
      Object.fromEntries(entry.getPredictedConceptsList().map((each) => [each.getId(), Math.round(each.getValue())])),
    );
    expect(scores).toEqual([{ ada: 1, grace: 0 }, { ada: 1, grace: 0 }, { ada: 1, grace: 0 }, { ada: 0 }]);
    expect(entries[0]?.getGroundTruthConceptsList()[0]?.getId()).toBe('ada');
    const region = entries[0]?.getGroundTruthAnnotation()?.getData()?.getRegionsList()[0];
    expect(region?.getId()).toMatch(/^[0-9a-f]{32}$/);
    expect(region?.getRegionInfo()?.hasBoundingBox()).toBe(true);
    const own = metrics?.getExtendedMetrics()?.getUserMetrics()?.toJavaScript()['own_distance'];
    expect(own).toEqual({ ada: expect.closeTo(0.12, 1) });
    expect(metrics?.getSummary()?.getMacroAvgRecall()).toBe(1);
  });

  it('includes its entries only on request', async () => {
    await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
    await client.call('postEvaluations', asked(await train(client, 'ada')));
    expect((await evaluated('evaluation-1', false))?.getTestSetList()).toEqual([]);
  });

  it('leaves out faces whose tag was removed after the training, and uses the others with their tags of that time', async () => {
    await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
    await addTagged(client, 'ada-2', fakePicture('ada:2'), 'ada');
    const versionId = await train(client, 'ada');
    await client.call('deleteInputs', new service.DeleteInputsRequest().setIdsList(['ada-2']));
    await addTagged(client, 'ada-3', fakePicture('ada:3'), 'ada');
    await client.call('postEvaluations', asked(versionId));
    const [only, ...more] = (await evaluated())?.getTestSetList() ?? [];
    expect(only?.getInput()?.getId()).toBe('ada-1');
    expect(more).toEqual([]);
  });

  it('has no samples if no face was good enough to learn from', async () => {
    await addTagged(client, 'ada-1', fakePicture('~ada:1'), 'ada');
    const posted = await client.call('postEvaluations', asked(await train(client, 'ada')));
    expect(statusOf(posted).code).toBe(StatusCode.SUCCESS);
    expect((await evaluated())?.getTestSetList()).toEqual([]);
  });

  it('is refused for unknown versions, empty requests, data sets and ids that are taken', async () => {
    await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
    const versionId = await train(client, 'ada');
    expect(statusOf(await client.call('postEvaluations', asked('unknown'))).code).toBe(StatusCode.MODEL_DOES_NOT_EXIST);
    expect(statusOf(await client.call('postEvaluations', new service.PostEvaluationsRequest())).code).toBe(
      StatusCode.EVALUATION_INVALID_ARGUMENT,
    );
    const ofDataset = asked(versionId);
    ofDataset.getEvalMetricsList()[0]?.setGroundTruthDataset(new resources.Dataset().setId('some'));
    expect(statusOf(await client.call('postEvaluations', ofDataset)).code).toBe(StatusCode.EVALUATION_INVALID_ARGUMENT);
    await client.call('postEvaluations', asked(versionId));
    expect(statusOf(await client.call('postEvaluations', asked(versionId))).code).toBe(
      StatusCode.DATABASE_DUPLICATE_KEY,
    );
    const unknown = new service.GetEvaluationRequest().setEvaluationId('another');
    expect(statusOf(await client.call('getEvaluation', unknown)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });

  it('is deleted with its version', async () => {
    await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
    const versionId = await train(client, 'ada');
    await client.call('postEvaluations', asked(versionId));
    await evaluated();
    const remove = new service.DeleteModelVersionRequest().setModelId(KNN_ID).setVersionId(versionId);
    await client.call('deleteModelVersion', remove);
    const get = new service.GetEvaluationRequest().setEvaluationId('evaluation-1');
    expect(statusOf(await client.call('getEvaluation', get)).code).toBe(StatusCode.CONN_DOES_NOT_EXIST);
  });
});

describe('patching a version', () => {
  async function patched(action: string, metadata: Record<string, string>) {
    const versionId = (await versions())[0]?.getId() ?? '';
    const version = new resources.ModelVersion().setId(versionId).setMetadata(Struct.fromJavaScript(metadata));
    const request = new service.PatchModelVersionsRequest()
      .setModelId(KNN_ID)
      .setModelVersionsList([version])
      .setAction(action);
    return statusOf(await client.call('patchModelVersions', request)).code;
  }

  async function versions() {
    const list = new service.ListModelVersionsRequest().setModelId(KNN_ID);
    return (await client.call('listModelVersions', list)).getModelVersionsList();
  }

  it('merges, overwrites or removes its metadata, without changing its concepts', async () => {
    await addTagged(client, 'ada-1', fakePicture('ada:1'), 'ada');
    await train(client, 'ada');
    const metadata = async () => (await versions())[0]?.getMetadata()?.toJavaScript();
    expect(await patched('overwrite', { a: '1' })).toBe(StatusCode.SUCCESS);
    expect(await patched('merge', { b: '2' })).toBe(StatusCode.SUCCESS);
    expect(await metadata()).toEqual({ a: '1', b: '2' });
    expect(await patched('remove', { a: '' })).toBe(StatusCode.SUCCESS);
    expect(await metadata()).toEqual({ b: '2' });
    expect(await patched('dance', {})).toBe(StatusCode.CONN_INVALID_REQUEST);
    expect((await versions())[0]?.getTotalInputCount()).toBe(1);
  });
});
