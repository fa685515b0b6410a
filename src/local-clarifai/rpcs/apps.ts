import type { App, PatchAction } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { Struct } from 'google-protobuf/google/protobuf/struct_pb.js';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { DEFAULT_APP_ID, LOCAL_USER_ID, PUBLIC_APP } from '../access.js';
import { BASE_WORKFLOW_IDS, FACE_WORKFLOW_ID, faceWorkflowMessage, findsFaces } from '../base-models.js';
import { checkedId } from '../ids.js';
import { toTimestamp } from '../messages/common.js';
import { matchesPattern } from '../name-pattern.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, notFound } from '../status.js';
import { mergeStructs, removeFromStruct } from '../struct.js';
import type { AppRow } from '../tables/apps.js';
import { checkNothingElse } from './nothing-else.js';
import { SCOPES } from './scopes.js';

export function appRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  function message(row: AppRow): App {
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

  function find(userId: string, id: string): AppRow {
    const row = userId === PUBLIC_APP.user_id && id === PUBLIC_APP.id ? PUBLIC_APP : tables.apps.find(userId, id);
    if (row === undefined) throw notFound(`Application ${id} of user ${userId}`);
    return row;
  }

  function add(userId: string, posted: App): AppRow {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if (tables.apps.find(userId, id) !== undefined) {
      throw new ApiError(StatusCode.DATABASE_DUPLICATE_KEY, `The application “${id}” has a duplicate ID.`);
    }
    // Hosted, an application whose maker does not choose gets one that finds no faces (docs: changelog 10.6).
    const baseWorkflow = readBaseWorkflow(posted) ?? FACE_WORKFLOW_ID;
    tables.apps.add({ userId, id, baseWorkflow, message: posted.serializeBinary() });
    return find(userId, id);
  }

  function patch(userId: string, patch: App, action: string, metadataAction: PatchAction | undefined): AppRow {
    if (action !== 'overwrite') throw invalid('Applications can only be patched with the action “overwrite”.');
    checkNothingElse(patch, StatusCode.CONN_INVALID_REQUEST, PATCHABLE, (rest) => {
      rest.setId('').setUserId('').setName('').setDescription('').setNotes('').setDefaultWorkflowId('');
      rest.clearDefaultWorkflow();
      rest.clearMetadata();
    });
    const row = find(userId, patch.getId());
    const kept = resources.App.deserializeBinary(row.message);
    if (patch.getName() !== '') kept.setName(patch.getName());
    if (patch.getDescription() !== '') kept.setDescription(patch.getDescription());
    if (patch.getNotes() !== '') kept.setNotes(patch.getNotes());
    const metadata = patch.getMetadata();
    if (metadata !== undefined) kept.setMetadata(patchMetadata(kept, metadata, metadataAction));
    tables.apps.update(row.pk, {
      baseWorkflow: readBaseWorkflow(patch) ?? row.base_workflow,
      message: kept.serializeBinary(),
    });
    return find(userId, row.id);
  }

  const appReply = (row: AppRow) => new service.SingleAppResponse().setApp(message(row));
  const appsReply = (rows: readonly AppRow[]) => new service.MultiAppResponse().setAppsList(rows.map(message));

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
      handleForUser(request, { userId }) {
        const { limit, offset } = readPage(request.getPage(), request.getPerPage());
        const patterns = [
          request.getSearch() && `*${request.getSearch()}*`,
          request.getQuery() && `*${request.getQuery()}*`,
          request.getName(),
        ].filter((pattern) => pattern !== '');
        // Nothing here is starred, featured or a template.
        const isNone = request.getStarredOnly() || request.getFeaturedOnly() || request.getTemplateOnly();
        const all = userId === PUBLIC_APP.user_id ? [PUBLIC_APP] : isNone ? [] : tables.apps.list(userId);
        const matching = all.filter((row) => {
          const app = message(row);
          const texts = [row.id, app.getName(), app.getDescription(), app.getNotes()];
          return (
            (request.getId() === '' || matchesPattern(request.getId(), row.id)) &&
            patterns.every((pattern) => texts.some((text) => matchesPattern(pattern, text)))
          );
        });
        const key = (row: AppRow): string | number => {
          if (request.getSortByName()) return message(row).getName();
          if (request.getSortById()) return row.id;
          return request.getSortByCreatedAt() ? row.created_at : row.modified_at;
        };
        const direction = request.getSortAscending() ? 1 : -1;
        const sorted = matching.toSorted((a, b) => direction * compare(key(a), key(b)) || direction * (a.pk - b.pk));
        return appsReply(sorted.slice(offset, offset + limit));
      },
    },

    postApps: {
      reply: service.MultiAppResponse,
      handleForUser: (request, { userId }) =>
        appsReply(tables.transaction(() => request.getAppsList().map((posted) => add(userId, posted)))),
    },

    patchApps: {
      reply: service.MultiAppResponse,
      handleForUser(request, { userId }) {
        checkReindex(request.getReindex());
        const patches = request.getAppsList();
        return appsReply(
          tables.transaction(() =>
            patches.map((each) => patch(userId, each, request.getAction(), request.getMetadataAction())),
          ),
        );
      },
    },

    patchApp: {
      reply: service.SingleAppResponse,
      handle(request, { app }) {
        checkReindex(request.getReindex());
        const patched = (request.getApp() ?? new resources.App()).clone() as App;
        return appReply(patch(app.user_id, patched.setId(app.id), request.getAction(), request.getMetadataAction()));
      },
    },

    deleteApp: {
      reply: BaseResponse,
      handle(_request, { app }) {
        if (app.user_id === LOCAL_USER_ID && app.id === DEFAULT_APP_ID) {
          throw invalid(`The application “${app.id}” cannot be deleted.`);
        }
        tables.apps.remove(app.pk);
        tables.purge();
        return new BaseResponse();
      },
    },
  };
}

const PATCHABLE = 'name, description, notes, default_workflow and metadata';

/** @returns undefined when none is named. */
function readBaseWorkflow(app: App): string | undefined {
  const id = app.getDefaultWorkflow()?.getId() || app.getDefaultWorkflowId();
  if (id === '') return undefined;
  if (!BASE_WORKFLOW_IDS.includes(id)) {
    throw new ApiError(
      StatusCode.WORKFLOW_INVALID_ARGUMENT,
      `The base workflow “${id}” is not offered here; the ones offered are ${BASE_WORKFLOW_IDS.join(', ')}.`,
    );
  }
  return id;
}

function patchMetadata(kept: App, given: Struct, action: PatchAction | undefined): Struct {
  const { op = '', path = '', mergeConflictResolution = '' } = action?.toObject() ?? {};
  if (path !== '' || mergeConflictResolution !== '') {
    throw invalid('Metadata can only be patched from its root, without a rule for conflicts.');
  }
  switch (op) {
    case 'merge':
      return mergeStructs(kept.getMetadata(), given);
    case 'delete':
      return removeFromStruct(kept.getMetadata(), given);
    case '':
    case 'overwrite':
      return given;
    default:
      throw invalid(`The operation “${op}” on metadata must be overwrite, merge or delete.`);
  }
}

/** Pictures are not kept, so they cannot be looked at again. */
function checkReindex(reindex: boolean): void {
  if (reindex) throw invalid('Reindexing is not possible here: the pictures are not kept.');
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function invalid(details: string): ApiError {
  return new ApiError(StatusCode.CONN_INVALID_REQUEST, details);
}
