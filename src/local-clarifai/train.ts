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
 * Makes a version of a `knn-concept` model from the tags there are now, and freezes what it learned: later tags change
 * nothing until another version is made. Such versions are trained the moment they exist, as on the hosted service. Inputs
 * that are still being indexed are left out, also as there.
 * @param posted kept with the version: description, metadata and the like.
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
  const kept = posted.clone() as ModelVersion;
  kept.getOutputInfo()?.getData()?.setConceptsList([]);
  return tables.transaction(() => {
    const keys = [...new Set(concepts.map((concept) => ensureConcept(tables, model.app, concept)))];
    const id = newId();
    tables.modelVersions.add(
      { model: model.pk, id, engine, message: kept.serializeBinary() },
      learn(keys, tables.faces.tagged(keys, engine)),
    );
    const version = tables.modelVersions.find(model.pk, id);
    if (version === undefined) throw new Error('A model version vanished while it was made');
    return version;
  });
}
