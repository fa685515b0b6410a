import type { App } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources } from '../../clarifai-protocol.js';
import { type FaceModel, faceWorkflowMessage, findsFaces } from '../base-models.js';
import type { AppRow } from '../tables/apps.js';
import { toTimestamp } from './common.js';

/** An application with its base workflow as the default workflow. Its name is its id if it was posted without one. */
export function appMessage(faceModel: FaceModel, row: AppRow): App {
  const app = resources.App.deserializeBinary(row.message);
  app.setId(row.id);
  app.setUserId(row.user_id);
  app.setName(app.getName() || row.id);
  app.setDefaultWorkflowId(row.base_workflow);
  const workflow = findsFaces(row.base_workflow)
    ? faceWorkflowMessage(faceModel, row, row.base_workflow)
    : new resources.Workflow();
  workflow.setId(row.base_workflow);
  app.setDefaultWorkflow(workflow);
  app.setCreatedAt(toTimestamp(row.created_at));
  app.setModifiedAt(toTimestamp(row.modified_at));
  return app;
}
