import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resources, StatusCode, service } from '../../src/clarifai-protocol.js';
import {
  addPicture,
  addTagged,
  detectedRegions,
  faceModelId,
  KNN_ID,
  predictRequest,
  statusOf,
  type TestClient,
  train,
  trainAndPublish,
} from '../support/clarifai/static-client.js';
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

describe('predicting', () => {
  it('returns the region ids of an indexed picture without analyzing it again', async () => {
    await trainAndPublish(client, 'ada', 'grace');
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

  it('works with the id of an input, without its picture', async () => {
    await trainAndPublish(client, 'ada', 'grace');
    const request = predictRequest(new Uint8Array());
    request.setInputsList([new resources.Input().setId('grace-1')]);
    const reply = await client.call('postWorkflowResults', request);

    expect(reply.getResultsList()[0]?.getOutputsList()[1]?.getData()?.getConceptsList()[0]?.getId()).toBe('grace');
  });

  it('limits the concepts by max_concepts, min_value and select_concepts', async () => {
    await trainAndPublish(client, 'ada', 'grace');
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

  it('fails as a whole if one picture can’t be used, and says which', async () => {
    await trainAndPublish(client, 'ada', 'grace');
    const request = predictRequest(fakePicture('ada'));
    request.addInputs(predictRequest(Buffer.from('no picture')).getInputsList()[0]);
    const reply = await client.call('postWorkflowResults', request);

    expect(statusOf(reply).code).toBe(StatusCode.FAILURE);
    expect(reply.getResultsList().map((result) => result.getStatus()?.getCode())).toEqual([
      StatusCode.INPUT_FAILED,
      StatusCode.INPUT_UNSUPPORTED_FORMAT,
    ]);
  });

  it('accepts 32 pictures for a workflow, but not 33', async () => {
    await trainAndPublish(client, 'ada', 'grace');
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

  it('runs a knn-concept model alone, on the faces in the picture', async () => {
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
  ])('has the status of its only input if that is %s', async (_, picture, code) => {
    await trainAndPublish(client, 'ada');
    const workflow = predictRequest(picture);
    const model = new service.PostModelOutputsRequest().setModelId(faceId).setInputsList(workflow.getInputsList());
    const replies = [await client.call('postWorkflowResults', workflow), await client.call('postModelOutputs', model)];

    expect(replies.map((reply) => statusOf(reply).code)).toEqual([code, code]);
  });
});
