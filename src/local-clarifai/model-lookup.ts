import type { Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { type FaceModel, faceModelMessage, isFaceModel, isFaceModelVersion } from './base-models.js';
import { GENERAL_MODEL_IDS, generalModelMessage, refersToGeneralModel } from './general-model.js';
import { ApiError } from './status.js';
import type { AppRow } from './tables/apps.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { ModelRow } from './tables/models.js';
import type { Tables } from './tables/tables.js';

/**
 * Finds a model of an application by its id.
 * @param app key of the application.
 * @throws ApiError 21200 if the application has no such model.
 */
export async function findModel(tables: Tables, app: number, id: string): Promise<ModelRow> {
  const row = await tables.models.find(app, id);
  if (row === undefined) throw noModel(`Model “${id}” does not exist.`);
  return row;
}

/**
 * Finds a version of a model.
 * @param id empty for the latest version.
 * @throws ApiError 21200 if the model has no such version.
 */
export async function findModelVersion(tables: Tables, model: ModelRow, id: string): Promise<ModelVersionRow> {
  const versions = tables.modelVersions;
  const row = await (id === '' ? versions.latest(model.pk) : versions.find(model.pk, id));
  if (row === undefined) throw noModel(`Model “${model.id}” has no version “${id}”.`);
  return row;
}

/**
 * Whether an id and a version id refer to the current face model.
 * @throws ApiError 21200 if the id does but the face model has no such version.
 */
export function refersToFaceModel(faceModel: FaceModel, id: string, versionId: string): boolean {
  if (!isFaceModel(id)) return false;
  if (isFaceModelVersion(faceModel, versionId)) return true;
  throw noModel(`Model “${id}” has no version “${versionId}”. If the face engine was updated, train again.`);
}

/**
 * The message of a built-in model, shown as part of the application.
 * @param versionId empty for the latest version.
 * @returns undefined if the id isn't that of a built-in model.
 * @throws ApiError 21200 if it is, but the model has no such version.
 */
export function builtInModelMessage(
  faceModel: FaceModel,
  app: AppRow,
  id: string,
  versionId: string,
): Model | undefined {
  if (refersToFaceModel(faceModel, id, versionId)) return faceModelMessage(faceModel, app, id);
  return refersToGeneralModel(id, versionId) ? generalModelMessage(app, id) : undefined;
}

/** Whether an id is that of a built-in model, which every application has and no client can change. */
export function isBuiltInModel(id: string): boolean {
  return isFaceModel(id) || GENERAL_MODEL_IDS.includes(id);
}

function noModel(details: string): ApiError {
  return new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, details);
}
