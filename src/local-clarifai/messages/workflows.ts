import type { Workflow, WorkflowNode, WorkflowVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources } from '../../clarifai-protocol.js';
import type { AppRow } from '../tables/apps.js';
import type { WorkflowRow, WorkflowVersionRow } from '../tables/workflows.js';
import { toTimestamp } from './common.js';

/**
 * A workflow with one of its versions.
 * @param isDeprecated whether a model version that it uses no longer exists.
 */
export function workflowMessage(
  app: AppRow,
  row: WorkflowRow,
  versionRow: WorkflowVersionRow,
  isDeprecated: boolean,
): Workflow {
  const version = workflowVersionMessage(app, row, versionRow, isDeprecated);
  const workflow = resources.Workflow.deserializeBinary(row.message);
  workflow.setId(row.id);
  workflow.setAppId(app.id);
  workflow.setUserId(app.user_id);
  workflow.setCreatedAt(toTimestamp(row.created_at));
  workflow.setModifiedAt(toTimestamp(row.modified_at));
  workflow.setNodesList(version.getNodesList());
  workflow.setVersion(version);
  return workflow;
}

/**
 * A version of a workflow.
 * @param isDeprecated whether a model version that it uses no longer exists.
 */
export function workflowVersionMessage(
  app: AppRow,
  row: WorkflowRow,
  versionRow: WorkflowVersionRow,
  isDeprecated: boolean,
): WorkflowVersion {
  const version = resources.WorkflowVersion.deserializeBinary(versionRow.message);
  version.setId(versionRow.id);
  version.setWorkflowId(row.id);
  version.setAppId(app.id);
  version.setUserId(app.user_id);
  version.setCreatedAt(toTimestamp(versionRow.created_at));
  version.setModifiedAt(toTimestamp(versionRow.created_at));
  version.setIsDeprecated(isDeprecated);
  return version;
}

/** The stored form of a new version: its nodes. */
export function workflowVersionBytes(nodes: WorkflowNode[]): Uint8Array {
  const version = new resources.WorkflowVersion();
  version.setNodesList(nodes);
  return version.serializeBinary();
}

/** The nodes of a stored version. */
export function workflowNodes(version: WorkflowVersionRow): WorkflowNode[] {
  return resources.WorkflowVersion.deserializeBinary(version.message).getNodesList();
}
