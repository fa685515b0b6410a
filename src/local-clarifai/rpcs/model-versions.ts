import type { ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { faceModelMessage, isFaceModel } from '../base-models.js';
import { generalModelMessage, isGeneralModelAt } from '../general-model.js';
import { modelMessage, modelVersionMessage } from '../messages/models.js';
import { findModel, findModelVersion, isFaceModelAt } from '../model-lookup.js';
import { readPage } from '../paging.js';
import { type PatchAction, readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import { patchStruct } from '../struct.js';
import type { AppRow } from '../tables/apps.js';
import type { ModelVersionRow } from '../tables/model-versions.js';
import { trainVersion } from '../train.js';
import { checkNothingElse } from './nothing-else.js';

export function modelVersionRpcs({ tables, faceModel, evaluations }: ServiceContext): Rpcs {
  function find(app: AppRow, modelId: string, id: string): ModelVersionRow {
    // An empty id would find the latest version.
    if (id === '') throw new ApiError(StatusCode.MODEL_INVALID_ARGUMENT, 'The id of the model version is missing.');
    return findModelVersion(tables, findModel(tables, app.pk, modelId), id);
  }

  return {
    postModelVersions: {
      reply: service.SingleModelResponse,
      handle(request, { app }) {
        const model = findModel(tables, app.pk, request.getModelId());
        const [posted, ...more] = request.getModelVersionsList();
        if (posted === undefined || more.length > 0) {
          throw new ApiError(StatusCode.MODEL_INVALID_REQUEST, 'A request needs exactly one model version.');
        }
        if (request.getDescription() !== '') posted.setDescription(request.getDescription());
        const concepts = posted.getOutputInfo()?.getData()?.getConceptsList() ?? [];
        const trained = trainVersion(tables, model, posted, concepts, faceModel.engine);
        return new service.SingleModelResponse().setModel(modelMessage(tables, app, model, trained));
      },
    },

    getModelVersion: {
      reply: service.SingleModelVersionResponse,
      handle(request, { app }) {
        const reply = new service.SingleModelVersionResponse();
        if (isGeneralModelAt(request.getModelId(), request.getVersionId())) {
          return reply.setModelVersion(generalModelMessage(app, request.getModelId()).getModelVersion());
        }
        reply.setModelVersion(
          isFaceModelAt(faceModel, request.getModelId(), request.getVersionId())
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
        const builtIn = isFaceModel(request.getModelId())
          ? faceModelMessage(faceModel, app)
          : isGeneralModelAt(request.getModelId(), '')
            ? generalModelMessage(app, request.getModelId())
            : undefined;
        const version = builtIn?.getModelVersion();
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
              checkNothingElse(patch, StatusCode.MODEL_INVALID_REQUEST, 'description and metadata', (rest) => {
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
        evaluations.forget(version);
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
