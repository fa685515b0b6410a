import { createHash } from 'node:crypto';
import type { Model, Workflow } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode, Struct } from '../clarifai-protocol.js';
import { buildStatus } from './status.js';
import type { AppRow } from './tables/apps.js';

/** The model behind the base workflow: it finds faces and turns each into an embedding. */
export interface FaceModel {
  readonly id: string;
  /** Another engine, or another version of it, has another version id. */
  readonly versionId: string;
  /** As in FaceEngine.id. */
  readonly engine: string;
}

/** Callers that know both services tell this engine from a hosted one by the beginning of the id. */
const FACE_MODEL_ID = 'local-face';
const FACE_MODEL_TYPE = 'visual-detector-embedder';
/** Clarifai's name for the base workflow that finds faces. */
export const FACE_WORKFLOW_ID = 'Face';

export function describeFaceModel(engine: string): FaceModel {
  return { id: FACE_MODEL_ID, versionId: hexId(`face model ${engine}`), engine };
}

/** The face model as part of this application: a caller finds it where it finds its own models. */
export function faceModelMessage(faceModel: FaceModel, app: AppRow): Model {
  const version = new resources.ModelVersion();
  version.setId(faceModel.versionId);
  version.setStatus(buildStatus(StatusCode.MODEL_TRAINED));
  version.setMetadata(Struct.fromJavaScript({ engine: faceModel.engine }));
  version.setAppId(app.id);
  version.setUserId(app.user_id);
  const model = new resources.Model();
  model.setId(faceModel.id);
  model.setModelTypeId(FACE_MODEL_TYPE);
  model.setDescription('Finds faces and turns each into an embedding, on this machine.');
  model.setModelVersion(version);
  model.setAppId(app.id);
  model.setUserId(app.user_id);
  return model;
}

export function faceWorkflowMessage(faceModel: FaceModel, app: AppRow): Workflow {
  const node = new resources.WorkflowNode();
  node.setId('face');
  node.setModel(faceModelMessage(faceModel, app));
  const version = new resources.WorkflowVersion();
  version.setId(hexId(`face workflow ${faceModel.engine}`));
  version.setWorkflowId(FACE_WORKFLOW_ID);
  version.setNodesList([node]);
  const workflow = new resources.Workflow();
  workflow.setId(FACE_WORKFLOW_ID);
  workflow.setAppId(app.id);
  workflow.setUserId(app.user_id);
  workflow.setNodesList([node]);
  workflow.setVersion(version);
  return workflow;
}

function hexId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
