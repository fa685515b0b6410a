import type { ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { onlyItem } from '../checks.js';
import { mapInOrder } from '../in-order.js';
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
import type { Tables } from '../tables/tables.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/** The RPCs about versions of models. */
export function modelVersionRpcs({ tables, faceModel, evaluations, trainVersion }: ServiceContext): Rpcs {
  return {
    postModelVersions: {
      reply: service.SingleModelResponse,
      async handle(request, { app }) {
        const model = await findModel(tables, app.pk, request.getModelId());
        const posted = onlyItem(request.getModelVersionsList(), 'model version', StatusCode.MODEL_INVALID_REQUEST);
        if (request.getDescription() !== '') posted.setDescription(request.getDescription());
        const concepts = posted.getOutputInfo()?.getData()?.getConceptsList() ?? [];
        const trained = await trainVersion(model, posted, concepts);
        return new service.SingleModelResponse().setModel(await modelMessage(tables, app, model, trained));
      },
    },

    getModelVersion: {
      reply: service.SingleModelVersionResponse,
      async handle(request, { app }) {
        const builtIn = builtInModelMessage(faceModel, app, request.getModelId(), request.getVersionId());
        const find = () => findVersion(tables, app, request.getModelId(), request.getVersionId());
        const version = builtIn?.getModelVersion() ?? (await modelVersionMessage(tables, app, await find()));
        return new service.SingleModelVersionResponse().setModelVersion(version);
      },
    },

    listModelVersions: {
      reply: service.MultiModelVersionResponse,
      async handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const version = builtInModelMessage(faceModel, app, request.getModelId(), '')?.getModelVersion();
        if (version !== undefined) return versionsReply(page.offset === 0 ? [version] : []);
        const options = { conceptIds: request.getConceptIdsList(), ascending: request.getSortAscending() };
        const model = await findModel(tables, app.pk, request.getModelId());
        const rows = await tables.modelVersions.list(model.pk, options, page);
        return versionsReply(await mapInOrder(rows, (row) => modelVersionMessage(tables, app, row)));
      },
    },

    // Only the description and metadata can be changed; other concepts need a new version (docs: models/manage).
    patchModelVersions: {
      reply: service.MultiModelVersionResponse,
      async handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        const patched = await tables.transaction(app.pk, (tables) =>
          mapInOrder(request.getModelVersionsList(), async (patch) => {
            refuseOtherFields(patch, StatusCode.MODEL_INVALID_REQUEST, 'description and metadata', (rest) => {
              rest.setId('').setAppId('').setUserId('').setDescription('').clearMetadata();
            });
            const find = () => findVersion(tables, app, request.getModelId(), patch.getId());
            const row = await find();
            await tables.modelVersions.update(row.pk, patchVersion(row, patch, action).serializeBinary());
            return modelVersionMessage(tables, app, await find());
          }),
        );
        return versionsReply(patched);
      },
    },

    deleteModelVersion: {
      reply: BaseResponse,
      async handle(request, { app }) {
        const removed = await tables.transaction(app.pk, async (tables) => {
          const version = await findVersion(tables, app, request.getModelId(), request.getVersionId());
          await tables.modelVersions.remove(version.pk);
          return version;
        });
        evaluations.deleteOfVersion(removed);
        await tables.purge();
        return new BaseResponse();
      },
    },
  };
}

async function findVersion(tables: Tables, app: AppRow, modelId: string, id: string): Promise<ModelVersionRow> {
  // An empty id would find the latest version.
  if (id === '') throw new ApiError(StatusCode.MODEL_INVALID_ARGUMENT, 'The id of the model version is missing.');
  return findModelVersion(tables, await findModel(tables, app.pk, modelId), id);
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
