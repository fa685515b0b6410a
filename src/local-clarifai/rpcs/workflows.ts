import type { Workflow, WorkflowNode } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, StatusCode, service } from '../../clarifai-protocol.js';
import { PUBLIC_APP } from '../access.js';
import { FACE_WORKFLOW_IDS, faceWorkflowMessage } from '../base-models.js';
import { checkedId, newId } from '../ids.js';
import { workflowMessage, workflowNodes, workflowVersionBytes, workflowVersionMessage } from '../messages/workflows.js';
import { readPage } from '../paging.js';
import { readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, duplicateId, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { WorkflowRow, WorkflowVersionRow } from '../tables/workflows.js';
import { readWorkflow } from '../workflow-graph.js';

/** The RPCs about workflows and their versions. */
export function workflowRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  function find(app: AppRow, id: string): WorkflowRow {
    const row = tables.workflows.find(app.pk, id);
    if (row === undefined) throw notFound(`Workflow “${id}”`);
    return row;
  }

  function latest(row: WorkflowRow): WorkflowVersionRow {
    const version = tables.workflows.latestVersion(row.pk);
    if (version === undefined) throw new Error(`Workflow ${row.id} has no version`);
    return version;
  }

  function message(app: AppRow, row: WorkflowRow): Workflow {
    const version = latest(row);
    return workflowMessage(app, row, version, !isUsable(app, workflowNodes(version)));
  }

  function isUsable(app: AppRow, nodes: readonly WorkflowNode[]): boolean {
    try {
      readWorkflow(tables, app.pk, faceModel, nodes);
      return true;
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }

  /**
   * Puts nodes after their inputs.
   * @throws ApiError if the nodes don't form a workflow.
   */
  function inOrder(app: AppRow, nodes: readonly WorkflowNode[]): WorkflowNode[] {
    return readWorkflow(tables, app.pk, faceModel, nodes).map(({ node }) => node);
  }

  /** These count as the first of the list, so that pages stay whole. */
  function baseWorkflowsOf(app: AppRow): Workflow[] {
    const ids = app === PUBLIC_APP ? FACE_WORKFLOW_IDS : FACE_WORKFLOW_IDS.filter((id) => id === app.base_workflow);
    return ids.map((id) => faceWorkflowMessage(faceModel, app, id));
  }

  function remove(app: AppRow, ids: readonly string[]) {
    const rows = ids.map((id) => find(app, id));
    tables.transaction(() => {
      for (const row of rows) tables.workflows.remove(row.pk);
    });
    return new BaseResponse();
  }

  function add(app: AppRow, posted: Workflow): Workflow {
    const id = checkedId(posted.getId(), StatusCode.WORKFLOW_INVALID_ARGUMENT);
    if (FACE_WORKFLOW_IDS.includes(id) || tables.workflows.find(app.pk, id) !== undefined) {
      throw duplicateId(`The workflow “${id}”`, StatusCode.WORKFLOW_DUPLICATE);
    }
    const nodes = inOrder(app, posted.getNodesList());
    const workflow = tables.workflows.add({ app: app.pk, id, message: withoutNodes(posted) });
    tables.workflows.addVersion(workflow, newId(), workflowVersionBytes(nodes));
    return message(app, find(app, id));
  }

  /** Every patch creates a new version; there is no other way to create one (docs: create/workflows/manage). */
  function patch(app: AppRow, posted: Workflow, action: 'merge' | 'overwrite'): Workflow {
    const row = find(app, posted.getId());
    const before = workflowNodes(latest(row));
    const given = posted.getNodesList();
    const nodes = inOrder(
      app,
      given.length === 0 ? before : action === 'overwrite' ? given : mergeNodes(before, given),
    );
    tables.workflows.update(row.pk, withoutNodes(posted));
    tables.workflows.addVersion(row.pk, newId(), workflowVersionBytes(nodes));
    return message(app, find(app, row.id));
  }

  return {
    postWorkflows: {
      reply: service.MultiWorkflowResponse,
      handle: (request, { app }) =>
        workflowsReply(tables.transaction(() => request.getWorkflowsList().map((posted) => add(app, posted)))),
    },

    patchWorkflows: {
      reply: service.MultiWorkflowResponse,
      handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        if (action === 'remove') {
          throw new ApiError(StatusCode.WORKFLOW_INVALID_REQUEST, 'Nodes cannot be removed. Overwrite them instead.');
        }
        return workflowsReply(
          tables.transaction(() => request.getWorkflowsList().map((posted) => patch(app, posted, action))),
        );
      },
    },

    getWorkflow: {
      reply: service.SingleWorkflowResponse,
      handle(request, { app }) {
        const id = request.getWorkflowId();
        const reply = new service.SingleWorkflowResponse();
        reply.setWorkflow(
          FACE_WORKFLOW_IDS.includes(id) ? faceWorkflowMessage(faceModel, app, id) : message(app, find(app, id)),
        );
        return reply;
      },
    },

    listWorkflows: {
      reply: service.MultiWorkflowResponse,
      handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const offered = baseWorkflowsOf(app);
        const first = offered.slice(page.offset, page.offset + page.limit);
        const rows = tables.workflows.list(app.pk, {
          limit: page.limit - first.length,
          offset: Math.max(0, page.offset - offered.length),
        });
        return workflowsReply([...first, ...rows.map((row) => message(app, row))]);
      },
    },

    listWorkflowVersions: {
      reply: service.MultiWorkflowVersionResponse,
      handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const id = request.getWorkflowId();
        const reply = new service.MultiWorkflowVersionResponse();
        if (FACE_WORKFLOW_IDS.includes(id)) {
          const version = faceWorkflowMessage(faceModel, app, id).getVersion();
          return version === undefined || page.offset > 0 ? reply : reply.setWorkflowVersionsList([version]);
        }
        const row = find(app, id);
        const versions = tables.workflows.listVersions(row.pk, page);
        return reply.setWorkflowVersionsList(
          versions.map((version) => workflowVersionMessage(app, row, version, !isUsable(app, workflowNodes(version)))),
        );
      },
    },

    deleteWorkflow: {
      reply: BaseResponse,
      handle: (request, { app }) => remove(app, [request.getWorkflowId()]),
    },

    deleteWorkflows: {
      reply: BaseResponse,
      handle(request, { app }) {
        if (request.getDeleteAll() || request.getIdsList().length === 0) {
          throw new ApiError(StatusCode.WORKFLOW_INVALID_REQUEST, 'A request needs the ids of workflows.');
        }
        return remove(app, request.getIdsList());
      },
    },
  };
}

function withoutNodes(posted: Workflow): Uint8Array {
  const message = posted.clone();
  message.setNodesList([]);
  message.clearVersion();
  return message.serializeBinary();
}

/** Replaces the nodes whose ids exist in place, and adds the others at the end. */
function mergeNodes(before: readonly WorkflowNode[], given: readonly WorkflowNode[]): WorkflowNode[] {
  const isNew = (node: WorkflowNode) => !before.some((old) => old.getId() === node.getId());
  return [...before.map((old) => given.find((node) => node.getId() === old.getId()) ?? old), ...given.filter(isNew)];
}

function workflowsReply(workflows: Workflow[]) {
  const reply = new service.MultiWorkflowResponse();
  reply.setWorkflowsList(workflows);
  return reply;
}
