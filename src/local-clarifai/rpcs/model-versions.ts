import type { ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { onlyItem } from '../checks.js';
import { modelMessage, modelVersionMessage } from '../messages/models.js';
import { builtInModelMessage, findModel, findModelVersion } from '../model-lookup.js';
import { readPage } from '../paging.js';
import { type PatchAction, readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import { patchStruct } from '../struct.js';
import type { AppRow } from '../tables/apps.js';
import type { ModelVersionRow } from '../tables/model-versions.js';
import { trainVersion } from '../train.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/** The RPCs about versions of models. */
export function modelVersionRpcs({ tables, faceModel, evaluations }: ServiceContext): Rpcs {
  function find(app: AppRow, modelId: string, id: string): ModelVersionRow {
    // An empty id would find the latest version.
    if (id === '') throw new ApiError(StatusCode.MODEL_INVALID_ARGUMENT, 'The id of the model version is missing.');
    return findModelVersion(tables, findModel(tables, app.pk, modelId), id);
  }

  return {
    postModelVersions: {
      reply: service.SingleModelResponse,
      async handle(request, { app }) {
        const model = findModel(tables, app.pk, request.getModelId());
        const posted = onlyItem(request.getModelVersionsList(), 'model version', StatusCode.MODEL_INVALID_REQUEST);
        if (request.getDescription() !== '') posted.setDescription(request.getDescription());
        const concepts = posted.getOutputInfo()?.getData()?.getConceptsList() ?? [];
        const trained = await trainVersion(tables, model, posted, concepts, faceModel.engine);
        return new service.SingleModelResponse().setModel(modelMessage(tables, app, model, trained));
      },
    },

    getModelVersion: {
      reply: service.SingleModelVersionResponse,
      handle(request, { app }) {
        const builtIn = builtInModelMessage(faceModel, app, request.getModelId(), request.getVersionId());
        const version =
          builtIn?.getModelVersion() ??
          modelVersionMessage(tables, app, find(app, request.getModelId(), request.getVersionId()));
        return new service.SingleModelVersionResponse().setModelVersion(version);
      },
    },

    listModelVersions: {
      reply: service.MultiModelVersionResponse,
      handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const version = builtInModelMessage(faceModel, app, request.getModelId(), '')?.getModelVersion();
        if (version !== undefined) return versionsReply(page.offset === 0 ? [version] : []);
        const options = { conceptIds: request.getConceptIdsList(), ascending: request.getSortAscending() };
        const rows = tables.modelVersions.list(findModel(tables, app.pk, request.getModelId()).pk, options, page);
        return versionsReply(rows.map((row) => modelVersionMessage(tables, app, row)));
      },
    },

    // Only the description and metadata can be changed; other concepts need a new version (docs: models/manage).
    patchModelVersions: {
      reply: service.MultiModelVersionResponse,
      handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        return tables.transaction(() =>
          versionsReply(
            request.getModelVersionsList().map((patch) => {
              refuseOtherFields(patch, StatusCode.MODEL_INVALID_REQUEST, 'description and metadata', (rest) => {
                rest.setId('').setAppId('').setUserId('').setDescription('').clearMetadata();
              });
              const row = find(app, request.getModelId(), patch.getId());
              tables.modelVersions.update(row.pk, patchVersion(row, patch, action).serializeBinary());
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
        evaluations.deleteOfVersion(version);
        tables.modelVersions.remove(version.pk);
        tables.purge();
        return new BaseResponse();
      },
    },
  };
}

function patchVersion(row: ModelVersionRow, patch: ModelVersion, action: PatchAction): ModelVersion {
  const message = resources.ModelVersion.deserializeBinary(row.message);
  const metadata = patch.getMetadata();
  if (metadata !== undefined) message.setMetadata(patchStruct(message.getMetadata(), metadata, action));
  if (action !== 'remove' && patch.getDescription() !== '') message.setDescription(patch.getDescription());
  return message;
}

function versionsReply(versions: ModelVersion[]) {
  const reply = new service.MultiModelVersionResponse();
  reply.setModelVersionsList(versions);
  return reply;
}
