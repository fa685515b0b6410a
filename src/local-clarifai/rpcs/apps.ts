import type { App } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { ListAppsRequest, PatchAppsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { DEFAULT_APP_ID, LOCAL_USER_ID, PUBLIC_APP } from '../access.js';
import { FACE_WORKFLOW_ID, readBaseWorkflow } from '../base-models.js';
import { checkedId } from '../ids.js';
import { appMessage } from '../messages/apps.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { duplicateId, invalidRequest, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { selectApps } from './list-apps.js';
import { patchApp } from './patch-app.js';
import { SCOPES } from './scopes.js';

/** The RPCs about applications and the scopes of the key. */
export function appRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  function find(userId: string, id: string): AppRow {
    const row = userId === PUBLIC_APP.user_id && id === PUBLIC_APP.id ? PUBLIC_APP : tables.apps.find(userId, id);
    if (row === undefined) throw notFound(`Application ${id} of user ${userId}`);
    return row;
  }

  function list(userId: string, request: ListAppsRequest): readonly AppRow[] {
    if (userId === PUBLIC_APP.user_id) return [PUBLIC_APP];
    // No application here is starred, featured or a template.
    if (request.getStarredOnly() || request.getFeaturedOnly() || request.getTemplateOnly()) return [];
    return tables.apps.list(userId);
  }

  function add(userId: string, posted: App): AppRow {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if (tables.apps.find(userId, id) !== undefined) {
      throw duplicateId(`The application “${id}”`);
    }
    // On the hosted service the default finds no faces (docs: changelog 10.6). Here it does.
    const baseWorkflow = readBaseWorkflow(posted) ?? FACE_WORKFLOW_ID;
    tables.apps.add({ userId, id, baseWorkflow, message: posted.serializeBinary() });
    return find(userId, id);
  }

  function patch(userId: string, patch: App, request: PatchOptions): AppRow {
    const row = find(userId, patch.getId());
    const app = resources.App.deserializeBinary(row.message);
    patchApp(app, patch, request.getAction(), request.getMetadataAction());
    tables.apps.update(row.pk, {
      baseWorkflow: readBaseWorkflow(patch) ?? row.base_workflow,
      message: app.serializeBinary(),
    });
    return find(userId, row.id);
  }

  const message = (row: AppRow) => appMessage(faceModel, row);
  const appReply = (row: AppRow) => new service.SingleAppResponse().setApp(message(row));
  const appsReply = (apps: App[]) => new service.MultiAppResponse().setAppsList(apps);

  return {
    myScopes: {
      reply: service.MultiScopeResponse,
      handle: (_request, { app }) => new service.MultiScopeResponse().setScopesList([...SCOPES]).setApp(message(app)),
    },

    myScopesUser: {
      reply: service.MultiScopeUserResponse,
      handleForUser: () => new service.MultiScopeUserResponse().setScopesList([...SCOPES]),
    },

    getApp: { reply: service.SingleAppResponse, handle: (_request, { app }) => appReply(app) },

    listApps: {
      reply: service.MultiAppResponse,
      handleForUser: (request, { userId }) => appsReply(selectApps(list(userId, request).map(message), request)),
    },

    postApps: {
      reply: service.MultiAppResponse,
      handleForUser: (request, { userId }) =>
        appsReply(tables.transaction(() => request.getAppsList().map((posted) => message(add(userId, posted))))),
    },

    patchApps: {
      reply: service.MultiAppResponse,
      handleForUser(request, { userId }) {
        checkReindex(request.getReindex());
        return appsReply(
          tables.transaction(() => request.getAppsList().map((each) => message(patch(userId, each, request)))),
        );
      },
    },

    patchApp: {
      reply: service.SingleAppResponse,
      handle(request, { app }) {
        checkReindex(request.getReindex());
        const posted = (request.getApp() ?? new resources.App()).clone();
        return appReply(patch(app.user_id, posted.setId(app.id), request));
      },
    },

    deleteApp: {
      reply: BaseResponse,
      handle(_request, { app }) {
        if (app.user_id === LOCAL_USER_ID && app.id === DEFAULT_APP_ID) {
          throw invalidRequest(`The application “${app.id}” cannot be deleted.`);
        }
        tables.apps.remove(app.pk);
        tables.purge();
        return new BaseResponse();
      },
    },
  };
}

/** The fields that PatchApp and PatchApps have in common. */
type PatchOptions = Pick<PatchAppsRequest, 'getAction' | 'getMetadataAction'>;

/** Pictures aren't stored after indexing, so they can't be indexed again. */
function checkReindex(reindex: boolean): void {
  if (reindex) throw invalidRequest('Reindexing is not possible here: the pictures are not stored.');
}
