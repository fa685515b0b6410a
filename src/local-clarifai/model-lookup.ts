import { StatusCode } from '../clarifai-protocol.js';
import { type FaceModel, isFaceModel, isFaceModelVersion } from './base-models.js';
import { GENERAL_MODEL_IDS } from './general-model.js';
import { ApiError } from './status.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { ModelRow } from './tables/models.js';
import type { Tables } from './tables/tables.js';

/** @throws ApiError 21200 when the application has no model with this id. */
export function findModel(tables: Tables, app: number, id: string): ModelRow {
  const row = tables.models.find(app, id);
  if (row === undefined) throw noModel(`Model “${id}” does not exist.`);
  return row;
}

/**
 * @param id empty for the latest version.
 * @throws ApiError 21200 when the model has no such version.
 */
export function findModelVersion(tables: Tables, model: ModelRow, id: string): ModelVersionRow {
  const row = id === '' ? tables.modelVersions.latest(model.pk) : tables.modelVersions.find(model.pk, id);
  if (row === undefined) throw noModel(`Model “${model.id}” has no version “${id}”.`);
  return row;
}

/**
 * Whether an id and a version id refer to the current face model.
 * @throws ApiError 21200 when the id does but the face model has no such version.
 */
export function isFaceModelAt(faceModel: FaceModel, id: string, versionId: string): boolean {
  if (!isFaceModel(id)) return false;
  if (isFaceModelVersion(faceModel, versionId)) return true;
  throw noModel(`Model “${id}” has no version “${versionId}”. If the face engine was updated, train again.`);
}

/** Whether an id is that of a model everybody can use, and nobody can replace. */
export function isPublicModel(id: string): boolean {
  return isFaceModel(id) || GENERAL_MODEL_IDS.includes(id);
}

function noModel(details: string): ApiError {
  return new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, details);
}
