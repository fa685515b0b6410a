import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import type { IV2Server } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb';
import type { Status } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
import { resources, StatusCode, service } from '../../../src/clarifai-protocol.js';

const { V2Client } = createRequire(import.meta.url)(
  'clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb',
) as typeof import('clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb');

type RequestOf<Name extends keyof IV2Server> =
  IV2Server[Name] extends grpc.handleUnaryCall<infer Request, infer _> ? Request : never;
type ReplyOf<Name extends keyof IV2Server> =
  IV2Server[Name] extends grpc.handleUnaryCall<infer _, infer Reply> ? Reply : never;
type AnyCall = (
  request: unknown,
  metadata: grpc.Metadata,
  callback: (error: Error | null, reply: never) => void,
) => void;

/** A typed client whose calls return promises. */
export type TestClient = ReturnType<typeof createStaticClient>;

/**
 * Connects a client to a local Clarifai.
 * @param key undefined to send none.
 */
export function createStaticClient(address: string, key: string | undefined) {
  const client = new V2Client(address, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': 64 * 1024 * 1024,
  });
  const metadata = new grpc.Metadata();
  if (key !== undefined) metadata.set('authorization', `Key ${key}`);

  /** @param headers sent beside the key. */
  function call<Name extends keyof IV2Server>(
    rpc: Name,
    request: RequestOf<Name>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ReplyOf<Name>> {
    const sent = metadata.clone();
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    return new Promise((resolve, reject) => {
      (client[rpc] as unknown as AnyCall).call(client, request, sent, (error, reply) =>
        error === null ? resolve(reply) : reject(error),
      );
    });
  }

  return { call, close: () => client.close() };
}

/** The code and details of a reply, to check both in one assertion. */
export function statusOf(reply: { getStatus(): Status | undefined }): { code: number; details: string } {
  return { code: reply.getStatus()?.getCode() ?? 0, details: reply.getStatus()?.getDetails() ?? '' };
}

/** Posts one picture and waits until it is indexed or has failed. */
export async function addPicture(client: TestClient, id: string, picture: Uint8Array) {
  const posted = await client.call('postInputs', postInputs({ id, picture }));
  if (posted.getStatus()?.getCode() !== StatusCode.SUCCESS) throw new Error(statusOf(posted).details);
  return waitUntilIndexed(client, id);
}

/** Polls an input until it is indexed or has failed. @returns the input. */
export async function waitUntilIndexed(client: TestClient, id: string) {
  for (;;) {
    const input = (await client.call('getInput', new service.GetInputRequest().setInputId(id))).getInput();
    const code = input?.getStatus()?.getCode();
    if (input !== undefined && code !== StatusCode.INPUT_PENDING && code !== StatusCode.INPUT_IN_PROGRESS) return input;
    await sleep(5);
  }
}

/** A request to add inputs. */
export function postInputs(
  ...inputs: { readonly id?: string; readonly picture?: Uint8Array; readonly url?: string }[]
) {
  return new service.PostInputsRequest().setInputsList(
    inputs.map(({ id = '', picture = new Uint8Array(), url = '' }) =>
      new resources.Input()
        .setId(id)
        .setData(new resources.Data().setImage(new resources.Image().setBase64(picture).setUrl(url))),
    ),
  );
}

/** The regions of the faces found in an input, left to right. */
export async function detectedRegions(client: TestClient, inputId: string) {
  const request = new service.ListAnnotationsRequest().setInputIdsList([inputId]).setListAllAnnotations(true);
  const annotations = (await client.call('listAnnotations', request)).getAnnotationsList();
  return annotations
    .filter((annotation) => annotation.getModelVersionId() !== '')
    .map((annotation) => annotation.getData()?.getRegionsList()[0])
    .filter((region) => region !== undefined);
}

/**
 * An annotation that tags a face with a concept, whose name is the id in capitals.
 * @param region by its id, or by its box: left, top, right, bottom, as fractions 0–1 of the picture.
 * @param value 1 for “is”, 0 for “is not”.
 */
export function tag(
  inputId: string,
  region: { readonly id?: string; readonly box?: readonly number[] },
  conceptId: string,
  value = 1,
) {
  const message = new resources.Region().setId(region.id ?? '');
  if (region.box !== undefined) {
    const [left = 0, top = 0, right = 0, bottom = 0] = region.box;
    const box = new resources.BoundingBox().setLeftCol(left).setTopRow(top).setRightCol(right).setBottomRow(bottom);
    message.setRegionInfo(new resources.RegionInfo().setBoundingBox(box));
  }
  const concept = new resources.Concept().setId(conceptId).setName(conceptId.toUpperCase()).setValue(value);
  message.setData(new resources.Data().setConceptsList([concept]));
  return new resources.Annotation().setInputId(inputId).setData(new resources.Data().setRegionsList([message]));
}

/** Posts annotations. */
export async function postTags(client: TestClient, ...annotations: ReturnType<typeof tag>[]) {
  return client.call('postAnnotations', new service.PostAnnotationsRequest().setAnnotationsList(annotations));
}

/** Adds a picture of one person as the input `id`, and tags the person. */
export async function addTagged(client: TestClient, id: string, picture: Uint8Array, conceptId: string): Promise<void> {
  await addPicture(client, id, picture);
  const [region] = await detectedRegions(client, id);
  await postTags(client, tag(id, { id: region?.getId() ?? '' }, conceptId));
}

/** Ids of the model and the workflow that these functions create. */
export const KNN_ID = 'people';
export const WORKFLOW_ID = 'faces-to-people';

/**
 * Trains a version of the model {@link KNN_ID} on these concepts.
 * @returns the id of the version.
 */
export async function train(client: TestClient, ...conceptIds: string[]): Promise<string> {
  const concepts = conceptIds.map((id) => new resources.Concept().setId(id).setValue(1));
  const version = new resources.ModelVersion().setOutputInfo(
    new resources.OutputInfo().setData(new resources.Data().setConceptsList(concepts)),
  );
  await client.call(
    'postModels',
    new service.PostModelsRequest().setModelsList([new resources.Model().setId(KNN_ID).setModelTypeId('knn-concept')]),
  );
  const reply = await client.call(
    'postModelVersions',
    new service.PostModelVersionsRequest().setModelId(KNN_ID).setModelVersionsList([version]),
  );
  return reply.getModel()?.getModelVersion()?.getId() ?? '';
}

/** A face node and a people node that follows it. @param versionId of the people model; empty for the latest. */
export function nodes(faceModelId: string, versionId = '') {
  const node = (id: string, modelId: string, version: string) =>
    new resources.WorkflowNode()
      .setId(id)
      .setModel(new resources.Model().setId(modelId).setModelVersion(new resources.ModelVersion().setId(version)));
  return [
    node('face', faceModelId, ''),
    node('knn', KNN_ID, versionId).setNodeInputsList([new resources.NodeInput().setNodeId('face')]),
  ];
}

/** A request to create a workflow. */
export function postWorkflow(workflowNodes: ReturnType<typeof nodes>, id = WORKFLOW_ID) {
  return new service.PostWorkflowsRequest().setWorkflowsList([
    new resources.Workflow().setId(id).setNodesList(workflowNodes),
  ]);
}

/** The id of the face model of the default application. */
export async function faceModelId(client: TestClient): Promise<string> {
  const app = (await client.call('getApp', new service.GetAppRequest())).getApp();
  return app?.getDefaultWorkflow()?.getNodesList()[0]?.getModel()?.getId() ?? '';
}

/** A request to run the workflow on one picture. */
export function predictRequest(picture: Uint8Array) {
  return new service.PostWorkflowResultsRequest()
    .setWorkflowId(WORKFLOW_ID)
    .setInputsList([
      new resources.Input().setData(new resources.Data().setImage(new resources.Image().setBase64(picture))),
    ]);
}

/** The best concept of each face in a picture, left to right; undefined if its value is below 0.5. */
export async function predictedNames(client: TestClient, picture: Uint8Array): Promise<(string | undefined)[]> {
  const reply = await client.call('postWorkflowResults', predictRequest(picture));
  if (reply.getStatus()?.getCode() !== StatusCode.SUCCESS) throw new Error(statusOf(reply).details);
  const people = reply.getResultsList()[0]?.getOutputsList()[1];
  return (people?.getData()?.getRegionsList() ?? []).map((region) => {
    const [best] = region.getData()?.getConceptsList() ?? [];
    return best !== undefined && best.getValue() >= 0.5 ? best.getId() : undefined;
  });
}

/**
 * Trains a version and makes the workflow {@link WORKFLOW_ID} use it.
 * @returns the id of the version.
 */
export async function trainAndPublish(client: TestClient, ...conceptIds: string[]): Promise<string> {
  const versionId = await train(client, ...conceptIds);
  const faceId = await faceModelId(client);
  const posted = await client.call('postWorkflows', postWorkflow(nodes(faceId, versionId)));
  if (statusOf(posted).code === StatusCode.WORKFLOW_DUPLICATE) {
    const workflow = new resources.Workflow().setId(WORKFLOW_ID).setNodesList(nodes(faceId, versionId));
    const patch = new service.PatchWorkflowsRequest().setWorkflowsList([workflow]).setAction('overwrite');
    const patched = statusOf(await client.call('patchWorkflows', patch));
    if (patched.code !== StatusCode.SUCCESS) throw new Error(patched.details);
  }
  return versionId;
}
