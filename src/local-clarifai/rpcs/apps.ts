import type { App } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { DEFAULT_APP_ID, LOCAL_USER_ID } from '../access.js';
import { FACE_WORKFLOW_ID, faceWorkflowMessage } from '../base-models.js';
import { checkedId } from '../ids.js';
import { toTimestamp } from '../messages/common.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { SCOPES } from './scopes.js';

/** What an application gets whose maker does not choose (docs: changelog 10.6). It finds no faces. */
const DEFAULT_BASE_WORKFLOW = 'Universal';

export function appRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  function message(row: AppRow): App {
    const app = resources.App.deserializeBinary(row.message);
    app.setId(row.id);
    app.setUserId(row.user_id);
    app.setName(app.getName() || row.id);
    app.setDefaultWorkflowId(row.base_workflow);
    const workflow =
      row.base_workflow === FACE_WORKFLOW_ID ? faceWorkflowMessage(faceModel, row) : new resources.Workflow();
    workflow.setId(row.base_workflow);
    app.setDefaultWorkflow(workflow);
    app.setCreatedAt(toTimestamp(row.created_at));
    app.setModifiedAt(toTimestamp(row.modified_at));
    return app;
  }

  function add(userId: string, posted: App): AppRow {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if (tables.apps.find(userId, id) !== undefined) {
      throw new ApiError(StatusCode.DATABASE_DUPLICATE_KEY, `There is an application “${id}” already (duplicate id).`);
    }
    const baseWorkflow = posted.getDefaultWorkflow()?.getId() || posted.getDefaultWorkflowId() || DEFAULT_BASE_WORKFLOW;
    tables.apps.add({ userId, id, baseWorkflow, message: posted.serializeBinary() });
    return tables.apps.find(userId, id) as AppRow;
  }

  return {
    myScopes: {
      reply: service.MultiScopeResponse,
      handle(_request, { app }) {
        const reply = new service.MultiScopeResponse();
        reply.setScopesList([...SCOPES]);
        reply.setApp(message(app));
        return reply;
      },
    },

    getApp: {
      reply: service.SingleAppResponse,
      handle(_request, { app }) {
        const reply = new service.SingleAppResponse();
        reply.setApp(message(app));
        return reply;
      },
    },

    deleteApp: {
      reply: BaseResponse,
      handle(_request, { app }) {
        if (app.user_id === LOCAL_USER_ID && app.id === DEFAULT_APP_ID) {
          throw new ApiError(StatusCode.CONN_INVALID_REQUEST, `The application “${app.id}” cannot be deleted.`);
        }
        tables.apps.remove(app.pk);
        tables.purge();
        return new BaseResponse();
      },
    },

    postApps: {
      reply: service.MultiAppResponse,
      handle(request, { app }) {
        const added = tables.transaction(() => request.getAppsList().map((posted) => add(app.user_id, posted)));
        const reply = new service.MultiAppResponse();
        reply.setAppsList(added.map(message));
        return reply;
      },
    },
  };
}
