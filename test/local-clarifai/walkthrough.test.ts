import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StatusCode } from '../../src/clarifai-protocol.js';
import { createPlainClient, type PlainMessage } from '../support/clarifai/plain-client.js';
import { fakePicture } from '../support/fake-face-engine.js';
import { startTestClarifai, type TestClarifai } from '../support/local-clarifai.js';

/**
 * Clarifai's walkthrough of a KNN face classifier, step by step, with the plain client of the package. Requests have exactly the
 * fields that the walkthrough prints. Only the address, the key and the placeholders in braces are filled in.
 */

let pictures: Server;
let clarifai: TestClarifai;
let client: ReturnType<typeof createPlainClient>;

beforeAll(async () => {
  const people: Readonly<Record<string, Uint8Array>> = {
    '/ada.jpg': fakePicture('ada:1'),
    '/grace.jpg': fakePicture('grace:1'),
    '/both.jpg': fakePicture('grace:2', 'stranger', 'ada:2'),
  };
  pictures = createServer((request, response) => response.end(people[request.url ?? '']));
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  clarifai = await startTestClarifai({ urls: 'any' });
  client = createPlainClient(clarifai.address, clarifai.key);
});

afterAll(async () => {
  client.close();
  await clarifai.remove();
  pictures.close();
});

async function call(rpc: string, request: object): Promise<PlainMessage> {
  const reply = await client.call(rpc, request);
  expect(reply.status, `${rpc}: ${reply.status.details}`).toMatchObject({ code: StatusCode.SUCCESS });
  return reply;
}

const urlOf = (path: string) => `http://127.0.0.1:${(pictures.address() as AddressInfo).port}${path}`;

it('Clarifai’s KNN walkthrough works from pictures to names', async () => {
  await call('PostInputs', {
    inputs: ['/ada.jpg', '/grace.jpg'].map((path) => ({ data: { image: { url: urlOf(path) } } })),
  });

  // Wait for upload, and map ids to URLs.
  let inputs: PlainMessage[] = [];
  for (let waiting = true; waiting; ) {
    inputs = (await call('ListInputs', { page: 1, per_page: 100 })).inputs;
    const codes = inputs.map((input) => input.status.code);
    waiting = codes.some((code) => code === StatusCode.INPUT_PENDING || code === StatusCode.INPUT_IN_PROGRESS);
    if (!waiting) expect(codes).toEqual([StatusCode.INPUT_SUCCESS, StatusCode.INPUT_SUCCESS]);
    await sleep(10);
  }
  const urls = new Map(inputs.map((input) => [input.id, input.data.image.url]));

  // List the annotations of the base face model.
  const { annotations } = await call('ListAnnotations', { list_all_annotations: true, page: 1, per_page: 100 });
  const detections = annotations.filter(
    (annotation: PlainMessage) =>
      annotation.data?.regions?.length > 0 && annotation.model_version_id === annotation.embed_model_version_id,
  );
  expect(detections).toHaveLength(2);
  const [region] = detections[0].data.regions;
  expect(region.value).toBeCloseTo(0.9);
  expect(region.region_info.bounding_box.bottom_row).toBeCloseTo(0.75);
  const faceModelVersionId: string = detections[0].embed_model_version_id;
  expect(faceModelVersionId).toMatch(/^[0-9a-f]{32}$/);

  // Post new annotations.
  for (const detection of detections) {
    const name = urls.get(detection.input_id) === urlOf('/ada.jpg') ? 'Ada' : 'Grace';
    await call('PostAnnotations', {
      annotations: [
        {
          input_id: detection.input_id,
          embed_model_version_id: detection.embed_model_version_id,
          data: {
            regions: [
              { id: detection.data.regions[0].id, data: { concepts: [{ id: name.toLowerCase(), name, value: 1 }] } },
            ],
          },
        },
      ],
    });
  }

  // Create a KNN model.
  const { model } = await call('PostModels', {
    models: [
      {
        id: 'my-knn-face-classifier-model',
        model_type_id: 'knn-concept',
        output_info: { data: { concepts: [{ id: 'ada' }, { id: 'grace' }] } },
      },
    ],
  });
  expect(model.model_version.status.code).toBe(StatusCode.MODEL_TRAINED);

  // Create a workflow.
  await call('PostWorkflows', {
    workflows: [
      {
        id: 'detect-knn-workflow',
        nodes: [
          {
            id: 'face-v1.3-embed',
            model: { id: 'd02b4508df58432fbb84e800597b8959', model_version: { id: faceModelVersionId } },
          },
          {
            id: 'knn-classifier',
            model: { id: 'my-knn-face-classifier-model', model_version: { id: model.model_version.id } },
          },
        ],
      },
    ],
  });

  // Predict.
  const { results } = await call('PostWorkflowResults', {
    workflow_id: 'detect-knn-workflow',
    inputs: [{ data: { image: { url: urlOf('/both.jpg') } } }],
  });
  expect(results[0].outputs).toHaveLength(2);
  const output = results[0].outputs.find(
    (candidate: PlainMessage) => candidate.model.id === 'my-knn-face-classifier-model',
  );
  const named = output.data.concepts.map((concept: PlainMessage) => [concept.name, concept.value > 0.9]);
  expect(new Map(named)).toEqual(
    new Map([
      ['Ada', true],
      ['Grace', true],
    ]),
  );

  // The walkthrough doesn't check the people. The face in the middle is a stranger.
  const best = output.data.regions.map((each: PlainMessage) => each.data.concepts[0]);
  expect(best.map((concept: PlainMessage) => concept.value > 0.9 && concept.name)).toEqual(['Grace', false, 'Ada']);
  expect(best[1].value).toBeLessThan(0.01);
  const detected = results[0].outputs[0].data.regions;
  expect(output.data.regions.map((each: PlainMessage) => each.id)).toEqual(
    detected.map((each: PlainMessage) => each.id),
  );
  expect(detected[0].data.embeddings[0].vector).toHaveLength(128);
});
