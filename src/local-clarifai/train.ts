import type { Concept, ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { newId } from './ids.js';
import { learn } from './recognition/learn.js';
import { ApiError } from './status.js';
import { ensureConcept } from './store-concepts.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { ModelRow } from './tables/models.js';
import type { Tables } from './tables/tables.js';

/** The only type of model that can be trained here. */
export const KNN_MODEL_TYPE = 'knn-concept';

/**
 * Creates a version of a `knn-concept` model from the current tags. Later tags don't change the version. As on the hosted
 * service, the version is trained as soon as it exists, and inputs that aren't indexed yet are left out.
 * @param posted stored with the version: its description, metadata and so on.
 * @param concepts what the version can recognise; those that don't exist yet are created.
 * @param engine id of the engine whose embeddings to learn from.
 * @throws ApiError if no concept is given.
 */
export function trainVersion(
  tables: Tables,
  model: ModelRow,
  posted: ModelVersion,
  concepts: readonly Concept[],
  engine: string,
): ModelVersionRow {
  if (concepts.length === 0) {
    throw new ApiError(
      StatusCode.MODEL_INVALID_ARGUMENT,
      'List the concepts of the version in output_info.data.concepts.',
    );
  }
  const message = posted.clone();
  message.getOutputInfo()?.getData()?.setConceptsList([]);
  return tables.transaction(() => {
    const keys = [...new Set(concepts.map((concept) => ensureConcept(tables, model.app, concept)))];
    const id = newId();
    tables.modelVersions.add(
      { model: model.pk, id, engine, message: message.serializeBinary() },
      learn(keys, tables.faces.tagged(keys, engine)),
    );
    const version = tables.modelVersions.find(model.pk, id);
    if (version === undefined) throw new Error('A new model version was not stored');
    return version;
  });
}
