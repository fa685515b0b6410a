import type { ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { faceModelMessage } from '../base-models.js';
import { mergeStructs } from '../messages/common.js';
import { modelVersionMessage } from '../messages/models.js';
import { readPage } from '../paging.js';
import { type PatchAction, readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { ModelRow, ModelVersionRow } from '../tables/models.js';

export function modelVersionRpcs({ tables, faceModel, evaluations }: ServiceContext): Rpcs {
  function findModel(app: AppRow, id: string): ModelRow {
    const row = tables.models.find(app.pk, id);
    if (row === undefined) throw missing(`Model ${id} does not exist.`);
    return row;
  }

  function find(app: AppRow, modelId: string, id: string): ModelVersionRow {
    const row = tables.models.findVersion(findModel(app, modelId).pk, id);
    if (row === undefined) throw missing(`Model ${modelId} has no version ${id}.`);
    return row;
  }

  return {
    getModelVersion: {
      reply: service.SingleModelVersionResponse,
      handle(request, { app }) {
        const reply = new service.SingleModelVersionResponse();
        const isFace = request.getModelId() === faceModel.id && request.getVersionId() === faceModel.versionId;
        reply.setModelVersion(
          isFace
            ? faceModelMessage(faceModel, app).getModelVersion()
            : modelVersionMessage(tables, app, find(app, request.getModelId(), request.getVersionId())),
        );
        return reply;
      },
    },

    listModelVersions: {
      reply: service.MultiModelVersionResponse,
      handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        if (request.getModelId() === faceModel.id) {
          const version = faceModelMessage(faceModel, app).getModelVersion() as ModelVersion;
          return versionsReply(page.offset === 0 ? [version] : []);
        }
        const options = { conceptIds: request.getConceptIdsList(), ascending: request.getSortAscending() };
        const rows = tables.models.listVersions(findModel(app, request.getModelId()).pk, options, page);
        return versionsReply(rows.map((row) => modelVersionMessage(tables, app, row)));
      },
    },

    // Only what describes a version can be changed: concepts need another version (docs: models/manage).
    patchModelVersions: {
      reply: service.MultiModelVersionResponse,
      handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        return tables.transaction(() =>
          versionsReply(
            request.getModelVersionsList().map((patch) => {
              const row = find(app, request.getModelId(), patch.getId());
              tables.models.updateVersion(row.pk, patchVersion(row, patch, action).serializeBinary());
              return modelVersionMessage(tables, app, find(app, request.getModelId(), patch.getId()));
            }),
          ),
        );
      },
    },

    deleteModelVersion: {
      reply: BaseResponse,
      handle(request, { app }) {
        const version = find(app, request.getModelId(), request.getVersionId());
        evaluations.forget(version);
        tables.models.removeVersion(version.pk);
        // What it learned about people goes with it.
        tables.purge();
        return new BaseResponse();
      },
    },
  };
}

function patchVersion(row: ModelVersionRow, patch: ModelVersion, action: PatchAction): ModelVersion {
  const message = resources.ModelVersion.deserializeBinary(row.message);
  const metadata = patch.getMetadata();
  if (action === 'remove') {
    for (const key of metadata?.getFieldsMap().keys() ?? []) message.getMetadata()?.getFieldsMap().del(key);
    return message;
  }
  if (patch.getDescription() !== '') message.setDescription(patch.getDescription());
  if (metadata !== undefined) {
    message.setMetadata(action === 'merge' ? mergeStructs(message.getMetadata(), metadata) : metadata);
  }
  return message;
}

function missing(details: string): ApiError {
  return new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, details);
}

function versionsReply(versions: ModelVersion[]) {
  const reply = new service.MultiModelVersionResponse();
  reply.setModelVersionsList(versions);
  return reply;
}
