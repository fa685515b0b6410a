import type { WorkflowNode } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import type { FaceModel } from './base-models.js';
import { checkCount } from './checks.js';
import { refersToGeneralModel } from './general-model.js';
import { mapInOrder } from './in-order.js';
import { MAX_WORKFLOW_NODES } from './limits.js';
import { findModel, findModelVersion, refersToFaceModel } from './model-lookup.js';
import { ApiError } from './status.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { Tables } from './tables/tables.js';

/** A node of a workflow with the model it runs. */
export type Step =
  | { readonly kind: 'faces'; readonly node: WorkflowNode }
  | { readonly kind: 'general'; readonly node: WorkflowNode }
  | { readonly kind: 'people'; readonly node: WorkflowNode; readonly version: ModelVersionRow };

/**
 * Checks the nodes of a workflow and finds their models. A workflow can have any number of face nodes, of people nodes that take
 * their input from face nodes, and of nodes of the General model. Steps are in the order given, except that each comes after its
 * inputs.
 *
 * Without `node_inputs`, as in the KNN walkthrough, a people node takes its input from an earlier face node.
 * @throws ApiError 22104, 22107, 22002 or 21200.
 */
export async function readWorkflow(
  tables: Tables,
  app: number,
  faceModel: FaceModel,
  nodes: readonly WorkflowNode[],
): Promise<Step[]> {
  checkCount(nodes, MAX_WORKFLOW_NODES, 'nodes in each workflow', StatusCode.WORKFLOW_INVALID_ARGUMENT);
  const ids = new Set(nodes.map((node) => node.getId()));
  if (ids.has('') || ids.size < nodes.length) {
    throw new ApiError(StatusCode.WORKFLOW_INVALID_ARGUMENT, 'Every node needs a unique id.');
  }
  const steps = await mapInOrder(inOrderOfInputs(nodes), (node) => readStep(tables, app, faceModel, node));
  const faceNodes = new Set(steps.filter(({ kind }) => kind === 'faces').map(({ node }) => node.getId()));
  steps.forEach((step, index) => {
    checkInputs(step, ids, faceNodes, steps.slice(0, index));
  });
  return steps;
}

/** Puts nodes after their inputs. Cycles are not detected here; checkInputs refuses them. */
function inOrderOfInputs(nodes: readonly WorkflowNode[]): WorkflowNode[] {
  const ordered: WorkflowNode[] = [];
  const visited = new Set<WorkflowNode>();
  const visit = (node: WorkflowNode): void => {
    if (visited.has(node)) return;
    visited.add(node);
    const inputs = node.getNodeInputsList().map((input) => input.getNodeId());
    for (const other of nodes) if (inputs.includes(other.getId())) visit(other);
    ordered.push(node);
  };
  for (const node of nodes) visit(node);
  return ordered;
}

async function readStep(tables: Tables, app: number, faceModel: FaceModel, node: WorkflowNode): Promise<Step> {
  const modelId = node.getModel()?.getId() ?? '';
  const versionId = node.getModel()?.getModelVersion()?.getId() ?? '';
  if (refersToFaceModel(faceModel, modelId, versionId)) return { kind: 'faces', node };
  if (refersToGeneralModel(modelId, versionId)) return { kind: 'general', node };
  const model = await findModel(tables, app, modelId);
  if (versionId === '' && (await tables.modelVersions.latest(model.pk)) === undefined) {
    throw new ApiError(StatusCode.WORKFLOW_REQUIRE_TRAINED_MODEL, `Model “${modelId}” has no trained version.`);
  }
  return { kind: 'people', node, version: await findModelVersion(tables, model, versionId) };
}

function checkInputs(
  step: Step,
  ids: ReadonlySet<string>,
  faceNodes: ReadonlySet<string>,
  before: readonly Step[],
): void {
  const inputs = step.node.getNodeInputsList().map((input) => input.getNodeId());
  const unknown = inputs.find((id) => !ids.has(id));
  if (unknown !== undefined) {
    throw new ApiError(
      StatusCode.WORKFLOW_INVALID_GRAPH,
      `Node “${step.node.getId()}” takes its input from “${unknown}”, which does not exist.`,
    );
  }
  if (step.kind !== 'people') {
    if (inputs.length === 0) return;
    throw new ApiError(
      StatusCode.WORKFLOW_INVALID_GRAPH,
      `Node “${step.node.getId()}” takes the picture and can have no node inputs.`,
    );
  }
  const hasFaces =
    inputs.length > 0 ? inputs.every((id) => faceNodes.has(id)) : before.some(({ kind }) => kind === 'faces');
  if (hasFaces) return;
  throw new ApiError(
    StatusCode.WORKFLOW_INVALID_GRAPH,
    `Node “${step.node.getId()}” needs its input from a face node.`,
  );
}
