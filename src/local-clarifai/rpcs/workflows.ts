import type { Workflow, WorkflowNode } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, StatusCode, service } from '../../clarifai-protocol.js';
import { PUBLIC_APP } from '../access.js';
import { FACE_WORKFLOW_IDS, faceWorkflowMessage } from '../base-models.js';
import { checkedId, newId } from '../ids.js';
import { mapInOrder } from '../in-order.js';
import { workflowMessage, workflowNodes, workflowVersionBytes, workflowVersionMessage } from '../messages/workflows.js';
import { readPage } from '../paging.js';
import { readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, duplicateId, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { Tables } from '../tables/tables.js';
import type { WorkflowRow, WorkflowVersionRow } from '../tables/workflows.js';
import { readWorkflow } from '../workflow-graph.js';

/** The RPCs about workflows and their versions. */
export function workflowRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  async function message(tables: Tables, app: AppRow, row: WorkflowRow): Promise<Workflow> {
    const version = await latestVersion(tables, row);
    return workflowMessage(app, row, version, !(await isUsable(tables, app, workflowNodes(version))));
  }

  async function isUsable(tables: Tables, app: AppRow, nodes: readonly WorkflowNode[]): Promise<boolean> {
    try {
      await readWorkflow(tables, app.pk, faceModel, nodes);
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
  async function inOrder(tables: Tables, app: AppRow, nodes: readonly WorkflowNode[]): Promise<WorkflowNode[]> {
    return (await readWorkflow(tables, app.pk, faceModel, nodes)).map(({ node }) => node);
  }

  /** These count as the first of the list, so that pages stay whole. */
  function baseWorkflowsOf(app: AppRow): Workflow[] {
    const ids = app === PUBLIC_APP ? FACE_WORKFLOW_IDS : FACE_WORKFLOW_IDS.filter((id) => id === app.base_workflow);
    return ids.map((id) => faceWorkflowMessage(faceModel, app, id));
  }

  async function remove(app: AppRow, ids: readonly string[]) {
    await tables.transaction(app.pk, async (tables) => {
      const rows = await mapInOrder(ids, (id) => findWorkflow(tables, app, id));
      for (const row of rows) await tables.workflows.remove(row.pk);
    });
    return new BaseResponse();
  }

  async function add(tables: Tables, app: AppRow, posted: Workflow): Promise<Workflow> {
    const id = checkedId(posted.getId(), StatusCode.WORKFLOW_INVALID_ARGUMENT);
    if (FACE_WORKFLOW_IDS.includes(id) || (await tables.workflows.find(app.pk, id)) !== undefined) {
      throw duplicateId(`The workflow “${id}”`, StatusCode.WORKFLOW_DUPLICATE);
    }
    const nodes = await inOrder(tables, app, posted.getNodesList());
    const workflow = await tables.workflows.add({ app: app.pk, id, message: withoutNodes(posted) });
    await tables.workflows.addVersion(workflow, newId(), workflowVersionBytes(nodes));
    return message(tables, app, await findWorkflow(tables, app, id));
  }

  /** Every patch creates a new version; there is no other way to create one (docs: create/workflows/manage). */
  async function patch(
    tables: Tables,
    app: AppRow,
    posted: Workflow,
    action: 'merge' | 'overwrite',
  ): Promise<Workflow> {
    const row = await findWorkflow(tables, app, posted.getId());
    const before = workflowNodes(await latestVersion(tables, row));
    const given = posted.getNodesList();
    const nodes = await inOrder(
      tables,
      app,
      given.length === 0 ? before : action === 'overwrite' ? given : mergeNodes(before, given),
    );
    await tables.workflows.update(row.pk, withoutNodes(posted));
    await tables.workflows.addVersion(row.pk, newId(), workflowVersionBytes(nodes));
    return message(tables, app, await findWorkflow(tables, app, row.id));
  }

  return {
    postWorkflows: {
      reply: service.MultiWorkflowResponse,
      handle: async (request, { app }) =>
        workflowsReply(
          await tables.transaction(app.pk, (tables) =>
            mapInOrder(request.getWorkflowsList(), (posted) => add(tables, app, posted)),
          ),
        ),
    },

    patchWorkflows: {
      reply: service.MultiWorkflowResponse,
      async handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        if (action === 'remove') {
          throw new ApiError(StatusCode.WORKFLOW_INVALID_REQUEST, 'Nodes cannot be removed. Overwrite them instead.');
        }
        return workflowsReply(
          await tables.transaction(app.pk, (tables) =>
            mapInOrder(request.getWorkflowsList(), (posted) => patch(tables, app, posted, action)),
          ),
        );
      },
    },

    getWorkflow: {
      reply: service.SingleWorkflowResponse,
      async handle(request, { app }) {
        const id = request.getWorkflowId();
        const workflow = FACE_WORKFLOW_IDS.includes(id)
          ? faceWorkflowMessage(faceModel, app, id)
          : await message(tables, app, await findWorkflow(tables, app, id));
        return new service.SingleWorkflowResponse().setWorkflow(workflow);
      },
    },

    listWorkflows: {
      reply: service.MultiWorkflowResponse,
      async handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const offered = baseWorkflowsOf(app);
        const first = offered.slice(page.offset, page.offset + page.limit);
        const rows = await tables.workflows.list(app.pk, {
          limit: page.limit - first.length,
          offset: Math.max(0, page.offset - offered.length),
        });
        return workflowsReply([...first, ...(await mapInOrder(rows, (row) => message(tables, app, row)))]);
      },
    },

    listWorkflowVersions: {
      reply: service.MultiWorkflowVersionResponse,
      async handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const id = request.getWorkflowId();
        const reply = new service.MultiWorkflowVersionResponse();
        if (FACE_WORKFLOW_IDS.includes(id)) {
          const version = faceWorkflowMessage(faceModel, app, id).getVersion();
          return version === undefined || page.offset > 0 ? reply : reply.setWorkflowVersionsList([version]);
        }
        const row = await findWorkflow(tables, app, id);
        const versions = await tables.workflows.listVersions(row.pk, page);
        return reply.setWorkflowVersionsList(
          await mapInOrder(versions, async (version) => {
            const isDeprecated = !(await isUsable(tables, app, workflowNodes(version)));
            return workflowVersionMessage(app, row, version, isDeprecated);
          }),
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

async function findWorkflow(tables: Tables, app: AppRow, id: string): Promise<WorkflowRow> {
  const row = await tables.workflows.find(app.pk, id);
  if (row === undefined) throw notFound(`Workflow “${id}”`);
  return row;
}

async function latestVersion(tables: Tables, row: WorkflowRow): Promise<WorkflowVersionRow> {
  const version = await tables.workflows.latestVersion(row.pk);
  // Every workflow has one, so someone deleted the workflow just now.
  if (version === undefined) throw notFound(`Workflow “${row.id}”`);
  return version;
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
