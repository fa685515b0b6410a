import type { App } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { ListAppsRequest, PatchAppsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { DEFAULT_APP_ID, LOCAL_USER_ID, PUBLIC_APP } from '../access.js';
import { FACE_WORKFLOW_ID, readBaseWorkflow } from '../base-models.js';
import { checkedId } from '../ids.js';
import { mapInOrder } from '../in-order.js';
import { appMessage } from '../messages/apps.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { duplicateId, invalidRequest, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { SEVERAL_APPS, type Tables } from '../tables/tables.js';
import { selectApps } from './list-apps.js';
import { patchApp } from './patch-app.js';
import { SCOPES } from './scopes.js';

/** The RPCs about applications and the scopes of the key. */
export function appRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  async function list(userId: string, request: ListAppsRequest): Promise<readonly AppRow[]> {
    if (userId === PUBLIC_APP.user_id) return [PUBLIC_APP];
    // No application here is starred, featured or a template.
    if (request.getStarredOnly() || request.getFeaturedOnly() || request.getTemplateOnly()) return [];
    return tables.apps.list(userId);
  }

  async function add(tables: Tables, userId: string, posted: App): Promise<AppRow> {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if ((await tables.apps.find(userId, id)) !== undefined) {
      throw duplicateId(`The application “${id}”`);
    }
    // On the hosted service the default finds no faces (docs: changelog 10.6). Here it does.
    const baseWorkflow = readBaseWorkflow(posted) ?? FACE_WORKFLOW_ID;
    await tables.apps.add({ userId, id, baseWorkflow, message: posted.serializeBinary() });
    return findApp(tables, userId, id);
  }

  async function patch(tables: Tables, userId: string, patch: App, request: PatchOptions): Promise<AppRow> {
    const row = await findApp(tables, userId, patch.getId());
    const app = resources.App.deserializeBinary(row.message);
    patchApp(app, patch, request.getAction(), request.getMetadataAction());
    await tables.apps.update(row.pk, {
      baseWorkflow: readBaseWorkflow(patch) ?? row.base_workflow,
      message: app.serializeBinary(),
    });
    return findApp(tables, userId, row.id);
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
      handleForUser: async (request, { userId }) =>
        appsReply(selectApps((await list(userId, request)).map(message), request)),
    },

    postApps: {
      reply: service.MultiAppResponse,
      async handleForUser(request, { userId }) {
        const added = await tables.transaction(SEVERAL_APPS, (tables) =>
          mapInOrder(request.getAppsList(), (posted) => add(tables, userId, posted)),
        );
        return appsReply(added.map(message));
      },
    },

    patchApps: {
      reply: service.MultiAppResponse,
      async handleForUser(request, { userId }) {
        checkReindex(request.getReindex());
        const patched = await tables.transaction(SEVERAL_APPS, (tables) =>
          mapInOrder(request.getAppsList(), (each) => patch(tables, userId, each, request)),
        );
        return appsReply(patched.map(message));
      },
    },

    patchApp: {
      reply: service.SingleAppResponse,
      async handle(request, { app }) {
        checkReindex(request.getReindex());
        const posted = (request.getApp() ?? new resources.App()).clone().setId(app.id);
        return appReply(await tables.transaction(app.pk, (tables) => patch(tables, app.user_id, posted, request)));
      },
    },

    deleteApp: {
      reply: BaseResponse,
      async handle(_request, { app }) {
        if (app.user_id === LOCAL_USER_ID && app.id === DEFAULT_APP_ID) {
          throw invalidRequest(`The application “${app.id}” cannot be deleted.`);
        }
        await tables.transaction(app.pk, (tables) => tables.apps.remove(app.pk));
        await tables.purge();
        return new BaseResponse();
      },
    },
  };
}

async function findApp(tables: Tables, userId: string, id: string): Promise<AppRow> {
  const row = userId === PUBLIC_APP.user_id && id === PUBLIC_APP.id ? PUBLIC_APP : await tables.apps.find(userId, id);
  if (row === undefined) throw notFound(`Application ${id} of user ${userId}`);
  return row;
}

/** The fields that PatchApp and PatchApps have in common. */
type PatchOptions = Pick<PatchAppsRequest, 'getAction' | 'getMetadataAction'>;

/** Pictures aren't stored after indexing, so they can't be indexed again. */
function checkReindex(reindex: boolean): void {
  if (reindex) throw invalidRequest('Reindexing is not possible here: the pictures are not stored.');
}
