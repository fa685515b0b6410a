import type { Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import { faceModelMessage } from '../base-models.js';
import { checkedId } from '../ids.js';
import { modelMessage } from '../messages/models.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { ModelRow, ModelVersionRow } from '../tables/models.js';
import { trainVersion } from '../train.js';

/** The only type that can be made here: nearest people, by their tagged faces. */
export const KNN_MODEL_TYPE = 'knn-concept';

export function modelRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  function find(app: AppRow, id: string): ModelRow {
    const row = tables.models.find(app.pk, id);
    if (row === undefined) throw new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, `Model ${id} does not exist.`);
    return row;
  }

  function findVersion(model: ModelRow, id: string): ModelVersionRow {
    const row = tables.models.findVersion(model.pk, id);
    if (row === undefined) {
      throw new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, `Model ${model.id} has no version ${id}.`);
    }
    return row;
  }

  /**
   * Hosted, PostModels has not made a version since 2023 (docs: model-version-endpoints), but the KNN walkthrough, older and
   * still published, goes on without PostModelVersions. Here a version is made when concepts are listed, so that both work.
   */
  function add(app: AppRow, posted: Model): Model {
    const id = checkedId(posted.getId(), StatusCode.MODEL_INVALID_ARGUMENT);
    if (posted.getModelTypeId() !== KNN_MODEL_TYPE) {
      throw new ApiError(
        StatusCode.MODEL_INVALID_ARGUMENT,
        `Only models of type ${KNN_MODEL_TYPE} can be made here, not “${posted.getModelTypeId()}”.`,
      );
    }
    if (id === faceModel.id || tables.models.find(app.pk, id) !== undefined) {
      throw new ApiError(StatusCode.DATABASE_DUPLICATE_KEY, `There is a model “${id}” already (duplicate id).`);
    }
    const concepts =
      (posted.getModelVersion()?.getOutputInfo() ?? posted.getOutputInfo())?.getData()?.getConceptsList() ?? [];
    const kept = posted.clone() as Model;
    kept.clearModelVersion();
    kept.clearOutputInfo();
    return tables.transaction(() => {
      tables.models.add({ app: app.pk, id, type: KNN_MODEL_TYPE, message: kept.serializeBinary() });
      const model = find(app, id);
      const version = posted.getModelVersion() ?? new resources.ModelVersion();
      const made = concepts.length > 0 ? trainVersion(tables, model, version, concepts, faceModel.engine) : undefined;
      return modelMessage(tables, app, model, made);
    });
  }

  return {
    postModels: {
      reply: service.SingleModelResponse,
      handle(request, { app }) {
        const [posted, ...more] = request.hasModel() ? [request.getModel() as Model] : request.getModelsList();
        if (posted === undefined || more.length > 0) {
          throw new ApiError(StatusCode.MODEL_INVALID_REQUEST, 'Send one model at a time.');
        }
        return modelReply(add(app, posted));
      },
    },

    postModelVersions: {
      reply: service.SingleModelResponse,
      handle(request, { app }) {
        const model = find(app, request.getModelId());
        const [posted, ...more] = request.getModelVersionsList();
        if (posted === undefined || more.length > 0) {
          throw new ApiError(StatusCode.MODEL_INVALID_REQUEST, 'Send one model version at a time.');
        }
        if (request.getDescription() !== '') posted.setDescription(request.getDescription());
        const concepts = posted.getOutputInfo()?.getData()?.getConceptsList() ?? [];
        return modelReply(
          modelMessage(tables, app, model, trainVersion(tables, model, posted, concepts, faceModel.engine)),
        );
      },
    },

    getModel: {
      reply: service.SingleModelResponse,
      handle(request, { app }) {
        const { id, versionId } = faceModel;
        const wanted = request.getVersionId();
        if (request.getModelId() === id && (wanted === '' || wanted === versionId)) {
          return modelReply(faceModelMessage(faceModel, app));
        }
        const model = find(app, request.getModelId());
        const version = wanted === '' ? tables.models.latestVersion(model.pk) : findVersion(model, wanted);
        return modelReply(modelMessage(tables, app, model, version));
      },
    },

    listModels: {
      reply: service.MultiModelResponse,
      handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const faces = faceModelMessage(faceModel, app);
        const type = request.getModelTypeId();
        // The face model counts as the first of the list, so that pages stay whole.
        const offered = type === '' || type === faces.getModelTypeId() ? 1 : 0;
        const first = page.offset < offered ? [faces] : [];
        const rows = tables.models.list(app.pk, type, {
          limit: page.limit - first.length,
          offset: Math.max(0, page.offset - offered),
        });
        const reply = new service.MultiModelResponse();
        reply.setModelsList([
          ...first,
          ...rows.map((row) => modelMessage(tables, app, row, tables.models.latestVersion(row.pk))),
        ]);
        return reply;
      },
    },
  };
}

function modelReply(model: Model) {
  const reply = new service.SingleModelResponse();
  reply.setModel(model);
  return reply;
}
