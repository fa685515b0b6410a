import type { Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { PUBLIC_APP } from '../access.js';
import { faceModelMessage, HOSTED_FACE_MODEL_IDS, isFaceModel } from '../base-models.js';
import { checkedId } from '../ids.js';
import { conceptMessage } from '../messages/faces.js';
import { modelMessage } from '../messages/models.js';
import { findModel, findModelVersion, isFaceModelAt } from '../model-lookup.js';
import { matchesPattern } from '../name-pattern.js';
import { readPage } from '../paging.js';
import { readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import { mergeStructs, removeFromStruct } from '../struct.js';
import type { AppRow } from '../tables/apps.js';
import { trainVersion } from '../train.js';
import { checkNothingElse } from './nothing-else.js';

/** The only type that can be made here: nearest people, by their tagged faces. */
export const KNN_MODEL_TYPE = 'knn-concept';

const MAX_MODELS_PER_DELETE = 128;

export function modelRpcs({ tables, faceModel, evaluations }: ServiceContext): Rpcs {
  const messageOf = (app: AppRow, id: string): Model => {
    const model = findModel(tables, app.pk, id);
    return modelMessage(tables, app, model, tables.models.latestVersion(model.pk));
  };

  function get(app: AppRow, id: string, versionId: string): Model {
    if (isFaceModelAt(faceModel, id, versionId)) return faceModelMessage(faceModel, app, id);
    const model = findModel(tables, app.pk, id);
    if (versionId === '') return messageOf(app, id);
    return modelMessage(tables, app, model, findModelVersion(tables, model, versionId));
  }

  /**
   * Hosted, PostModels has not made a version since 2023 (docs: model-version-endpoints), but the KNN walkthrough, older and
   * still published, goes on without PostModelVersions. Here a version is made when concepts are listed, so that both work.
   */
  function add(app: AppRow, posted: Model): Model {
    const id = checkedId(posted.getId(), StatusCode.MODEL_INVALID_ARGUMENT);
    const type = posted.getModelTypeId() || KNN_MODEL_TYPE;
    if (type !== KNN_MODEL_TYPE) {
      throw new ApiError(
        StatusCode.MODEL_INVALID_ARGUMENT,
        `Models of type “${type}” are not offered here, only ${KNN_MODEL_TYPE}.`,
      );
    }
    if (isFaceModel(id) || tables.models.find(app.pk, id) !== undefined) {
      throw new ApiError(StatusCode.DATABASE_DUPLICATE_KEY, `The model “${id}” has a duplicate ID.`);
    }
    const concepts =
      (posted.getModelVersion()?.getOutputInfo() ?? posted.getOutputInfo())?.getData()?.getConceptsList() ?? [];
    const kept = posted.clone() as Model;
    kept.clearModelVersion();
    kept.clearOutputInfo();
    return tables.transaction(() => {
      tables.models.add({ app: app.pk, id, type, message: kept.serializeBinary() });
      const model = findModel(tables, app.pk, id);
      const version = posted.getModelVersion() ?? new resources.ModelVersion();
      const made = concepts.length > 0 ? trainVersion(tables, model, version, concepts, faceModel.engine) : undefined;
      return modelMessage(tables, app, model, made);
    });
  }

  function patch(app: AppRow, patch: Model, action: string): Model {
    const kind = readPatchAction(action);
    checkNothingElse(patch, StatusCode.MODEL_INVALID_REQUEST, 'name, description, notes and metadata', (rest) => {
      rest.setId('').setAppId('').setUserId('').setName('').setDescription('').setNotes('').clearMetadata();
      if (rest.getModelTypeId() === KNN_MODEL_TYPE) rest.setModelTypeId('');
    });
    checkChangeable(patch.getId());
    const model = findModel(tables, app.pk, patch.getId());
    const kept = resources.Model.deserializeBinary(model.message);
    const metadata = patch.getMetadata();
    if (kind === 'remove') {
      if (metadata !== undefined) kept.setMetadata(removeFromStruct(kept.getMetadata(), metadata));
      if (patch.getName() !== '') kept.setName('');
      if (patch.getDescription() !== '') kept.setDescription('');
      if (patch.getNotes() !== '') kept.setNotes('');
    } else {
      if (metadata !== undefined) {
        kept.setMetadata(kind === 'merge' ? mergeStructs(kept.getMetadata(), metadata) : metadata);
      }
      if (patch.getName() !== '') kept.setName(patch.getName());
      if (patch.getDescription() !== '') kept.setDescription(patch.getDescription());
      if (patch.getNotes() !== '') kept.setNotes(patch.getNotes());
    }
    tables.models.update(model.pk, kept.serializeBinary());
    return messageOf(app, model.id);
  }

  function checkChangeable(id: string): void {
    if (isFaceModel(id)) {
      throw new ApiError(StatusCode.MODEL_PERMISSION_DENIED, `The model “${id}” cannot be changed or deleted.`);
    }
  }

  /** All of them or none. What they learned about people goes with them. */
  function remove(app: AppRow, ids: readonly string[]) {
    ids.forEach(checkChangeable);
    const models = ids.map((id) => findModel(tables, app.pk, id));
    tables.transaction(() => {
      for (const { pk } of models) {
        evaluations.forgetModel(pk);
        tables.models.remove(pk);
      }
    });
    tables.purge();
    return new BaseResponse();
  }

  /** The face model counts as the first of the list, so that pages stay whole. */
  function facesOf(app: AppRow): Model[] {
    if (app !== PUBLIC_APP) return [faceModelMessage(faceModel, app)];
    return HOSTED_FACE_MODEL_IDS.map((id) => faceModelMessage(faceModel, app, id));
  }

  return {
    postModels: {
      reply: service.SingleModelResponse,
      handle(request, { app }) {
        const [posted, ...more] = request.hasModel() ? [request.getModel() as Model] : request.getModelsList();
        if (posted === undefined || more.length > 0) {
          throw new ApiError(StatusCode.MODEL_INVALID_REQUEST, 'A request needs exactly one model.');
        }
        return modelReply(add(app, posted));
      },
    },

    patchModels: {
      reply: service.MultiModelResponse,
      handle: (request, { app }) =>
        modelsReply(
          tables.transaction(() => request.getModelsList().map((each) => patch(app, each, request.getAction()))),
        ),
    },

    getModel: {
      reply: service.SingleModelResponse,
      handle: (request, { app }) => modelReply(get(app, request.getModelId(), request.getVersionId())),
    },

    getModelOutputInfo: {
      reply: service.SingleModelResponse,
      handle: (request, { app }) => modelReply(get(app, request.getModelId(), request.getVersionId())),
    },

    listModelConcepts: {
      reply: service.MultiConceptResponse,
      handle(request, { app }) {
        const { limit, offset } = readPage(request.getPage(), request.getPerPage());
        const reply = new service.MultiConceptResponse();
        if (isFaceModelAt(faceModel, request.getModelId(), request.getVersionId())) return reply;
        const model = findModel(tables, app.pk, request.getModelId());
        const version = findModelVersion(tables, model, request.getVersionId());
        const pattern = `*${request.getSearch()}*`;
        const concepts = tables.models
          .learned(version.pk)
          .filter(({ conceptId, name }) => matchesPattern(pattern, conceptId) || matchesPattern(pattern, name));
        return reply.setConceptsList(
          concepts
            .slice(offset, offset + limit)
            .map(({ conceptId, name }) => conceptMessage({ id: conceptId, name, value: 1 })),
        );
      },
    },

    listModels: {
      reply: service.MultiModelResponse,
      handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const type = request.getModelTypeId();
        const offered = facesOf(app).filter((model) => type === '' || type === model.getModelTypeId());
        const first = offered.slice(page.offset, page.offset + page.limit);
        const rows = tables.models.list(app.pk, type, {
          limit: page.limit - first.length,
          offset: Math.max(0, page.offset - offered.length),
        });
        return modelsReply([
          ...first,
          ...rows.map((row) => modelMessage(tables, app, row, tables.models.latestVersion(row.pk))),
        ]);
      },
    },

    deleteModel: { reply: BaseResponse, handle: (request, { app }) => remove(app, [request.getModelId()]) },

    deleteModels: {
      reply: BaseResponse,
      handle(request, { app }) {
        const ids = request.getIdsList();
        if (request.getDeleteAll() || ids.length === 0 || ids.length > MAX_MODELS_PER_DELETE) {
          throw new ApiError(
            StatusCode.MODEL_INVALID_REQUEST,
            `A request needs the ids of 1–${MAX_MODELS_PER_DELETE} models.`,
          );
        }
        return remove(app, ids);
      },
    },
  };
}

function modelReply(model: Model) {
  return new service.SingleModelResponse().setModel(model);
}

function modelsReply(models: Model[]) {
  return new service.MultiModelResponse().setModelsList(models);
}
