import type { Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { checkedId } from '../ids.js';
import { modelMessage } from '../messages/models.js';
import { findModel, isBuiltInModel } from '../model-lookup.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, duplicateId } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import { KNN_MODEL_TYPE } from '../train.js';

/**
 * Creates a model, and trains its first version if the request lists concepts.
 *
 * On the hosted service, PostModels hasn't made a version since 2023 (docs: model-version-endpoints). The older KNN
 * walkthrough, which is still published, relies on it and doesn't call PostModelVersions. Here both ways work.
 * @throws ApiError if the id is taken or the type isn't offered.
 */
export async function postModel({ tables, trainVersion }: ServiceContext, app: AppRow, posted: Model): Promise<Model> {
  const id = checkedId(posted.getId(), StatusCode.MODEL_INVALID_ARGUMENT);
  const type = posted.getModelTypeId() || KNN_MODEL_TYPE;
  if (type !== KNN_MODEL_TYPE) {
    throw new ApiError(
      StatusCode.MODEL_INVALID_ARGUMENT,
      `Models of type “${type}” are not offered here, only ${KNN_MODEL_TYPE}.`,
    );
  }
  const outputInfo = posted.getModelVersion()?.getOutputInfo() ?? posted.getOutputInfo();
  const concepts = outputInfo?.getData()?.getConceptsList() ?? [];
  const model = await tables.transaction(app.pk, async (tables) => {
    if (isBuiltInModel(id) || (await tables.models.find(app.pk, id)) !== undefined) {
      throw duplicateId(`The model “${id}”`);
    }
    await tables.models.add({ app: app.pk, id, type, message: withoutVersion(posted).serializeBinary() });
    return findModel(tables, app.pk, id);
  });
  if (concepts.length === 0) return modelMessage(tables, app, model, undefined);
  const version = posted.getModelVersion() ?? new resources.ModelVersion();
  try {
    const trained = await trainVersion(model, version, concepts);
    return modelMessage(tables, app, model, trained);
  } catch (error) {
    await tables.transaction(app.pk, (tables) => tables.models.remove(model.pk));
    throw error;
  }
}

function withoutVersion(posted: Model): Model {
  const model = posted.clone();
  model.clearModelVersion();
  model.clearOutputInfo();
  return model;
}
