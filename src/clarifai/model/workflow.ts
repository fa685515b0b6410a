import { resources, StatusCode, service, type Workflow, type WorkflowNode } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { embeddingNode, type FaceModel, versionOf } from './face-model.js';

const KNN_NODE_ID = 'knn-classifier';

/** The model version that names faces now; undefined before the first training. */
export async function versionInUse(session: Session): Promise<string | undefined> {
  return versionInWorkflow(session, await readWorkflow(session));
}

/** The model version that a workflow names faces with; undefined if it names none. */
export function versionInWorkflow(session: Session, workflow: Workflow | undefined): string | undefined {
  const node = workflow?.getNodesList().find((each) => each.getModel()?.getId() === session.modelId);
  return node && versionOf(node);
}

/** The workflow that names faces; undefined before the first training. */
export async function readWorkflow(session: Session): Promise<Workflow | undefined> {
  try {
    const request = new service.GetWorkflowRequest().setWorkflowId(session.workflowId);
    return (await session.call('getWorkflow', request)).getWorkflow();
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw error;
  }
}

/**
 * Makes the workflow find faces and name them with the given version, whether or not there is a workflow yet.
 * @param embedVersionId the version that made the embeddings of the tags: faces must be compared with the same one.
 */
export async function pointWorkflowAt(
  session: Session,
  version: { readonly versionId: string; readonly embedVersionId: string },
): Promise<void> {
  const faceModel = await session.faceModel();
  for (const linked of [true, false]) {
    const nodes = workflowNodes(faceModel, { ...version, modelId: session.modelId, linked });
    try {
      await putWorkflow(session, new resources.Workflow().setId(session.workflowId).setNodesList(nodes));
      return;
    } catch (error) {
      // Clarifai's walkthrough links no nodes, although the protocol says that the links make the graph. A service that refuses
      // links orders the nodes itself.
      const refusesLinks = isClarifaiError(error) && error.code === StatusCode.WORKFLOW_INVALID_GRAPH;
      if (!linked || !refusesLinks) throw error;
    }
  }
}

/** Makes the workflow find faces without naming them, as before the first training. */
export async function pointWorkflowAtFacesOnly(session: Session): Promise<void> {
  const { nodes } = await session.faceModel();
  const faces = nodes.map((node) => sameModel(node, versionOf(node)).setNodeInputsList(node.getNodeInputsList()));
  const workflow = new resources.Workflow().setId(session.workflowId).setNodesList(faces);
  const patch = new service.PatchWorkflowsRequest().setWorkflowsList([workflow]).setAction('overwrite');
  await session.call('patchWorkflows', patch);
}

/**
 * The nodes from the photo to a name: those of the base workflow that lead to its embeddings, then our model.
 * @param linked whether each node lists the nodes it takes its input from.
 */
export function workflowNodes(
  faceModel: Pick<FaceModel, 'nodes'>,
  knn: {
    readonly modelId: string;
    readonly versionId: string;
    readonly embedVersionId: string;
    readonly linked: boolean;
  },
): WorkflowNode[] {
  const embedder = embeddingNode(faceModel.nodes, knn.embedVersionId);
  if (embedder === undefined) return [];
  const alone = faceModel.nodes.length === 1;
  const nodes = leadingTo(embedder, faceModel.nodes).map((node) => {
    // The base workflow may use a newer version by now. A face model that is a single node can be pinned to the version of the tags.
    const version = alone && knn.embedVersionId !== '' ? knn.embedVersionId : versionOf(node);
    return sameModel(node, version).setNodeInputsList(knn.linked ? node.getNodeInputsList() : []);
  });
  const model = new resources.Model()
    .setId(knn.modelId)
    .setModelVersion(new resources.ModelVersion().setId(knn.versionId));
  const node = new resources.WorkflowNode().setId(KNN_NODE_ID).setModel(model);
  if (knn.linked) node.setNodeInputsList([new resources.NodeInput().setNodeId(embedder.getId())]);
  return [...nodes, node];
}

/** A node as a request may contain it: of its model, only the ids. */
function sameModel(node: WorkflowNode, versionId: string): WorkflowNode {
  const model = new resources.Model()
    .setId(node.getModel()?.getId() ?? '')
    .setUserId(node.getModel()?.getUserId() ?? '')
    .setAppId(node.getModel()?.getAppId() ?? '')
    .setModelVersion(new resources.ModelVersion().setId(versionId));
  return new resources.WorkflowNode()
    .setId(node.getId())
    .setModel(model)
    .setOutputInfoOverride(node.getOutputInfoOverride());
}

/** A node and all nodes it depends on, in the order of the workflow. */
function leadingTo(node: WorkflowNode, all: readonly WorkflowNode[]): WorkflowNode[] {
  const needed = new Set<string>();
  const add = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    const inputs = all.find((each) => each.getId() === id)?.getNodeInputsList() ?? [];
    for (const input of inputs) add(input.getNodeId());
  };
  add(node.getId());
  return all.filter((each) => needed.has(each.getId()));
}

/** Patches the workflow, or posts it when it does not exist. Another training may post it in between. */
async function putWorkflow(session: Session, workflow: Workflow): Promise<void> {
  const patch = new service.PatchWorkflowsRequest().setWorkflowsList([workflow]).setAction('overwrite');
  try {
    await session.call('patchWorkflows', patch);
  } catch (error) {
    if (!isClarifaiError(error, 'not_found')) throw error;
    try {
      await session.call('postWorkflows', new service.PostWorkflowsRequest().setWorkflowsList([workflow]));
    } catch (postError) {
      if (!isClarifaiError(postError, 'duplicate')) throw postError;
      await session.call('patchWorkflows', patch.clone());
    }
  }
}
