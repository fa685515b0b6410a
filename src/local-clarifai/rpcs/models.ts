import type { Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { PUBLIC_APP } from '../access.js';
import { faceModelMessage, HOSTED_FACE_MODEL_IDS } from '../base-models.js';
import { checkCount, onlyItem } from '../checks.js';
import { GENERAL_CONCEPTS, GENERAL_MODEL_IDS, generalModelMessage, refersToGeneralModel } from '../general-model.js';
import { mapInOrder } from '../in-order.js';
import { conceptMessage } from '../messages/faces.js';
import { modelMessage } from '../messages/models.js';
import {
  builtInModelMessage,
  findModel,
  findModelVersion,
  isBuiltInModel,
  refersToFaceModel,
} from '../model-lookup.js';
import { matchesPattern } from '../name-pattern.js';
import { readPage } from '../paging.js';
import { type PatchAction, readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { Tables } from '../tables/tables.js';
import { patchModel } from './patch-model.js';
import { postModel } from './post-model.js';

const MAX_MODELS_PER_DELETE = 128;

/** The RPCs about models. */
export function modelRpcs(context: ServiceContext): Rpcs {
  const { tables, faceModel, evaluations } = context;

  async function get(app: AppRow, id: string, versionId: string): Promise<Model> {
    const builtIn = builtInModelMessage(faceModel, app, id, versionId);
    if (builtIn !== undefined) return builtIn;
    if (versionId === '') return messageOf(tables, app, id);
    const model = await findModel(tables, app.pk, id);
    return modelMessage(tables, app, model, await findModelVersion(tables, model, versionId));
  }

  async function patch(tables: Tables, app: AppRow, posted: Model, action: PatchAction): Promise<Model> {
    checkChangeable(posted.getId());
    const row = await findModel(tables, app.pk, posted.getId());
    const model = resources.Model.deserializeBinary(row.message);
    patchModel(model, posted, action);
    await tables.models.update(row.pk, model.serializeBinary());
    return messageOf(tables, app, row.id);
  }

  function checkChangeable(id: string): void {
    if (isBuiltInModel(id)) {
      throw new ApiError(StatusCode.MODEL_PERMISSION_DENIED, `The model “${id}” cannot be changed or deleted.`);
    }
  }

  /** Deletes all of the models, or none if one can't be deleted. */
  async function remove(app: AppRow, ids: readonly string[]) {
    ids.forEach(checkChangeable);
    const removed = await tables.transaction(app.pk, async (tables) => {
      const models = await mapInOrder(ids, (id) => findModel(tables, app.pk, id));
      for (const { pk } of models) await tables.models.remove(pk);
      return models;
    });
    for (const { pk } of removed) evaluations.deleteOfModel(pk);
    await tables.purge();
    return new BaseResponse();
  }

  /** The built-in models that come first in the list of an application's models. */
  function builtInModelsOf(app: AppRow): Model[] {
    if (app !== PUBLIC_APP) return [faceModelMessage(faceModel, app)];
    return [
      ...HOSTED_FACE_MODEL_IDS.map((id) => faceModelMessage(faceModel, app, id)),
      ...GENERAL_MODEL_IDS.map((id) => generalModelMessage(app, id)),
    ];
  }

  return {
    postModels: {
      reply: service.SingleModelResponse,
      async handle(request, { app }) {
        const single = request.getModel();
        const posted = onlyItem(
          single === undefined ? request.getModelsList() : [single],
          'model',
          StatusCode.MODEL_INVALID_REQUEST,
        );
        return modelReply(await postModel(context, app, posted));
      },
    },

    patchModels: {
      reply: service.MultiModelResponse,
      handle: async (request, { app }) =>
        modelsReply(
          await tables.transaction(app.pk, (tables) =>
            mapInOrder(request.getModelsList(), async (each) =>
              patch(tables, app, each, readPatchAction(request.getAction())),
            ),
          ),
        ),
    },

    getModel: {
      reply: service.SingleModelResponse,
      handle: async (request, { app }) => modelReply(await get(app, request.getModelId(), request.getVersionId())),
    },

    getModelOutputInfo: {
      reply: service.SingleModelResponse,
      handle: async (request, { app }) => modelReply(await get(app, request.getModelId(), request.getVersionId())),
    },

    listModelConcepts: {
      reply: service.MultiConceptResponse,
      async handle(request, { app }) {
        const { limit, offset } = readPage(request.getPage(), request.getPerPage());
        const reply = new service.MultiConceptResponse();
        if (refersToFaceModel(faceModel, request.getModelId(), request.getVersionId())) return reply;
        if (refersToGeneralModel(request.getModelId(), request.getVersionId())) {
          return reply.setConceptsList(GENERAL_CONCEPTS.map((concept) => conceptMessage({ ...concept, value: 1 })));
        }
        const model = await findModel(tables, app.pk, request.getModelId());
        const version = await findModelVersion(tables, model, request.getVersionId());
        const pattern = `*${request.getSearch()}*`;
        const concepts = (await tables.modelVersions.people(version.pk)).filter(
          ({ conceptId, name }) => matchesPattern(pattern, conceptId) || matchesPattern(pattern, name),
        );
        return reply.setConceptsList(
          concepts
            .slice(offset, offset + limit)
            .map(({ conceptId, name }) => conceptMessage({ id: conceptId, name, value: 1 })),
        );
      },
    },

    listModels: {
      reply: service.MultiModelResponse,
      async handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const type = request.getModelTypeId();
        const builtIn = builtInModelsOf(app).filter((model) => type === '' || type === model.getModelTypeId());
        const first = builtIn.slice(page.offset, page.offset + page.limit);
        const rows = await tables.models.list(app.pk, type, {
          limit: page.limit - first.length,
          offset: Math.max(0, page.offset - builtIn.length),
        });
        const others = await mapInOrder(rows, async (row) =>
          modelMessage(tables, app, row, await tables.modelVersions.latest(row.pk)),
        );
        return modelsReply([...first, ...others]);
      },
    },

    deleteModel: { reply: BaseResponse, handle: (request, { app }) => remove(app, [request.getModelId()]) },

    deleteModels: {
      reply: BaseResponse,
      handle(request, { app }) {
        const ids = request.getIdsList();
        if (request.getDeleteAll())
          throw new ApiError(StatusCode.MODEL_INVALID_REQUEST, 'A request needs the ids of models.');
        checkCount(ids, MAX_MODELS_PER_DELETE, 'models', StatusCode.MODEL_INVALID_REQUEST);
        return remove(app, ids);
      },
    },
  };
}

async function messageOf(tables: Tables, app: AppRow, id: string): Promise<Model> {
  const model = await findModel(tables, app.pk, id);
  return modelMessage(tables, app, model, await tables.modelVersions.latest(model.pk));
}

function modelReply(model: Model) {
  return new service.SingleModelResponse().setModel(model);
}

function modelsReply(models: Model[]) {
  return new service.MultiModelResponse().setModelsList(models);
}
