import { resources, service, type WorkflowNode } from '../../clarifai-protocol.js';
import type { CallUnary } from '../transport/call.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';

/** The base workflow of an application, which finds faces, and the model in it that computes their embeddings. */
export interface FaceModel {
  /** Id of the model that computes the embeddings; the `engine` of every score based on them. */
  readonly modelId: string;
  readonly baseWorkflowId: string;
  readonly nodes: readonly WorkflowNode[];
  /** Versions of all models in the base workflow. */
  readonly versionIds: ReadonlySet<string>;
}

/**
 * Finds the face model of an application by its base workflow. Its id and version are not constants here, because Clarifai's
 * documentation names three different ones.
 * @throws ClarifaiError with advice when the application has no base workflow that finds faces.
 */
export async function findFaceModel(call: CallUnary): Promise<FaceModel> {
  const app = (await call('getApp', new service.GetAppRequest())).getApp();
  const base = app?.getDefaultWorkflow();
  const baseWorkflowId = base?.getId() || app?.getDefaultWorkflowId() || '';
  if (!/face/i.test(baseWorkflowId)) throw notAFaceApp(baseWorkflowId);

  const request = new service.GetWorkflowRequest().setWorkflowId(baseWorkflowId);
  const owner = { userId: base?.getUserId() || 'clarifai', appId: base?.getAppId() || 'main' };
  request.setUserAppId(new resources.UserAppIDSet().setUserId(owner.userId).setAppId(owner.appId));
  const nodes = await call('getWorkflow', request).then(
    (reply) => reply.getWorkflow()?.getNodesList() ?? [],
    (error) => {
      throw explainWorkflow(error, baseWorkflowId, owner);
    },
  );
  const node = embeddingNode(nodes);
  if (node === undefined) throw notAFaceApp(baseWorkflowId);
  return {
    modelId: node.getModel()?.getId() ?? '',
    baseWorkflowId,
    nodes,
    versionIds: new Set(nodes.map(versionOf).filter((id) => id !== '')),
  };
}

/**
 * The node whose embeddings are compared. A face workflow is a single node, or a chain in which one node computes the
 * embeddings.
 * @param versionId the model version that computed the embeddings of the tags, if known.
 */
export function embeddingNode(nodes: readonly WorkflowNode[], versionId?: string): WorkflowNode | undefined {
  return (
    nodes.find((node) => versionId !== undefined && versionOf(node) === versionId) ??
    nodes.find((node) => /embed/.test(node.getModel()?.getModelTypeId() ?? '')) ??
    nodes.find((node) => /embed|identif/i.test(`${node.getId()} ${node.getModel()?.getId()}`)) ??
    nodes[0]
  );
}

export function versionOf(node: WorkflowNode): string {
  return node.getModel()?.getModelVersion()?.getId() ?? '';
}

/** Application keys cannot read `clarifai/main`, where the face models are, since API 11.6 of 2025-06-11. */
function explainWorkflow(
  error: unknown,
  workflowId: string,
  owner: { readonly userId: string; readonly appId: string },
): unknown {
  if (isClarifaiError(error, 'auth')) {
    return error.withAdvice(
      `The Clarifai key can’t read the face model “${workflowId}” in ${owner.userId}/${owner.appId}, which application keys can’t. ` +
        'Make a personal access token on Clarifai’s security page and set CLARIFAI_PAT to it.',
    );
  }
  if (!isClarifaiError(error, 'not_found')) return error;
  return error.withAdvice(
    `This Clarifai account no longer has the face model “${workflowId}”. If CLARIFAI_PAT is an application key, set it to a ` +
      'personal access token. Otherwise run Rollcall without the CLARIFAI_ settings to recognise faces on this machine instead.',
  );
}

function notAFaceApp(baseWorkflowId: string): ClarifaiError {
  return new ClarifaiError({
    kind: 'rejected',
    rpc: 'GetApp',
    description: `The base workflow is "${baseWorkflowId}"`,
    advice:
      `The Clarifai application finds no faces: its base workflow is “${baseWorkflowId || 'not set'}”. ` +
      'Set CLARIFAI_APP_ID to an id that is free: “npm run clarifai:setup” then makes one with the base workflow “Face”.',
  });
}
