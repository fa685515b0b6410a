import { createHash } from 'node:crypto';
import type { App, Model, Workflow } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode, Struct } from '../clarifai-protocol.js';
import type { FaceEngine } from './engine/face-engine.js';
import { ApiError, buildStatus } from './status.js';
import type { AppRow } from './tables/apps.js';

/** The model of the base workflow. It finds faces and computes an embedding for each. */
export interface FaceModel {
  readonly id: string;
  /** Different for every engine and every version of an engine. */
  readonly versionId: string;
  /** As in FaceEngine.id. */
  readonly engine: string;
  /** As in FaceEngine.embeddingSize. */
  readonly embeddingSize: number;
}

const FACE_MODEL_ID = 'local-face';
export const FACE_MODEL_TYPE = 'visual-detector-embedder';

/**
 * Ids of the hosted face models with their published versions. Programs contain these ids as literals, so the local face
 * model answers to all of them. Sources: the KNN walkthrough and its later version
 * (Clarifai/docs, create/workflows/examples/knn-classifier), Clarifai/examples (workflows/configs/face_search.yml), and the
 * fixtures of Clarifai/clarifai-nodejs.
 */
const HOSTED_FACE_MODELS: Readonly<Record<string, readonly string[]>> = {
  'face-detection': ['45fb9a671625463fa646c3523a3087d5'],
  'face-identification-transfer-learn': ['fc3b8814fbe54533a3d80a1896dc9884'],
  a403429f2ddf4b49b307e318f00e528b: ['34ce21a40cc24b6b96ffee54aabff139'],
  d02b4508df58432fbb84e800597b8959: ['6ca3b762008e419583258aca49b88401'],
};

const HOSTED_FACE_VERSIONS: ReadonlySet<string> = new Set(Object.values(HOSTED_FACE_MODELS).flat());

/** The ids of the hosted face models, as `clarifai/main` lists them. */
export const HOSTED_FACE_MODEL_IDS: readonly string[] = Object.keys(HOSTED_FACE_MODELS);

/** Clarifai's name for the base workflow that finds faces. */
export const FACE_WORKFLOW_ID = 'Face';

/**
 * Base workflows that find faces (docs: base-workflows); clients can also run them as workflows. On the hosted service
 * `Universal` and `General` describe whole pictures. Here they find faces, like all the others.
 */
export const FACE_WORKFLOW_IDS: readonly string[] = [FACE_WORKFLOW_ID, 'Face-V4', 'Universal', 'General'];

const EMPTY_WORKFLOW_ID = 'Empty';

/** Base workflows an application can be created with. */
const BASE_WORKFLOW_IDS: readonly string[] = [...FACE_WORKFLOW_IDS, EMPTY_WORKFLOW_ID];

/** Whether inputs of an application with this base workflow are searched for faces. */
export function findsFaces(baseWorkflowId: string): boolean {
  return FACE_WORKFLOW_IDS.includes(baseWorkflowId);
}

/**
 * The base workflow that a client chooses for an application.
 * @returns undefined if the client leaves it to the service.
 * @throws ApiError if the base workflow isn't offered here.
 */
export function readBaseWorkflow(app: App): string | undefined {
  const id = app.getDefaultWorkflow()?.getId() || app.getDefaultWorkflowId();
  if (id === '') return undefined;
  if (BASE_WORKFLOW_IDS.includes(id)) return id;
  throw new ApiError(
    StatusCode.WORKFLOW_INVALID_ARGUMENT,
    `The base workflow “${id}” is not offered here; the ones offered are ${BASE_WORKFLOW_IDS.join(', ')}.`,
  );
}

/** The face model that an engine implements. */
export function describeFaceModel({ id, embeddingSize }: Pick<FaceEngine, 'id' | 'embeddingSize'>): FaceModel {
  return { id: FACE_MODEL_ID, versionId: hexId(`face model ${id}`), engine: id, embeddingSize };
}

/** Whether an id refers to the face model, by its own id or that of a hosted face model. */
export function isFaceModel(id: string): boolean {
  return id === FACE_MODEL_ID || Object.hasOwn(HOSTED_FACE_MODELS, id);
}

/** Whether a version id refers to the current version of the face model. An empty id means the latest version. */
export function isFaceModelVersion(faceModel: FaceModel, versionId: string): boolean {
  return versionId === '' || versionId === faceModel.versionId || HOSTED_FACE_VERSIONS.has(versionId);
}

/**
 * The face model, shown as part of the application so that clients find it beside their own models.
 * @param id the id the client used for it.
 */
export function faceModelMessage(faceModel: FaceModel, app: AppRow, id = faceModel.id): Model {
  const version = new resources.ModelVersion();
  version.setId(faceModel.versionId);
  version.setStatus(buildStatus(StatusCode.MODEL_TRAINED));
  version.setMetadata(Struct.fromJavaScript({ engine: faceModel.engine }));
  version.setAppId(app.id);
  version.setUserId(app.user_id);
  const model = new resources.Model();
  model.setId(id);
  model.setName(id);
  model.setModelTypeId(FACE_MODEL_TYPE);
  model.setDescription('Finds faces and computes an embedding for each, on this machine.');
  model.setModelVersion(version);
  model.setAppId(app.id);
  model.setUserId(app.user_id);
  return model;
}

/**
 * The workflow that runs the face model, shown as part of the application.
 * @param id the base workflow the client asked for.
 */
export function faceWorkflowMessage(faceModel: FaceModel, app: AppRow, id = FACE_WORKFLOW_ID): Workflow {
  const node = new resources.WorkflowNode();
  node.setId('face');
  node.setModel(faceModelMessage(faceModel, app));
  const version = new resources.WorkflowVersion();
  version.setId(hexId(`face workflow ${faceModel.engine}`));
  version.setWorkflowId(id);
  version.setNodesList([node]);
  const workflow = new resources.Workflow();
  workflow.setId(id);
  workflow.setAppId(app.id);
  workflow.setUserId(app.user_id);
  workflow.setNodesList([node]);
  workflow.setVersion(version);
  return workflow;
}

function hexId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
