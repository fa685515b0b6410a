import type { Data, Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../clarifai-protocol.js';
import { type ConceptSelection, select } from './concept-selection.js';
import { conceptMessage } from './messages/faces.js';
import type { FoundFace } from './recognition/face-finder.js';
import { ApiError, buildStatus } from './status.js';
import type { AppRow } from './tables/apps.js';

/**
 * Clarifai's General model, which describes a picture as a whole. Some programs use it to check whether a picture shows people
 * before they look for faces, so the two concepts for that are offered here.
 */

/** Its published ids (Clarifai/clarifai-nodejs-grpc and Clarifai/clarifai-nodejs, tests). */
export const GENERAL_MODEL_IDS: readonly string[] = ['general-image-recognition', 'aaa03c23b3724a16a56b629203edc62c'];

/** Its published version (Clarifai/clarifai-nodejs, tests/client/workflow/fixtures/general.yml). */
export const GENERAL_MODEL_VERSION = 'aa7f35c01e0642fda5cf400f543e7c40';
export const GENERAL_MODEL_TYPE = 'visual-classifier';

/** Ids and names of the hosted model's concepts (Clarifai/docs, relations of concepts; published replies). */
export const GENERAL_CONCEPTS = [
  { id: 'ai_l8TKp2h5', name: 'people' },
  { id: 'ai_786Zr311', name: 'no person' },
] as const;

/**
 * Whether an id and a version id refer to the General model.
 * @param versionId empty for the latest version.
 * @throws ApiError 21200 if the id does, but the model has no such version.
 */
export function refersToGeneralModel(id: string, versionId: string): boolean {
  if (!GENERAL_MODEL_IDS.includes(id)) return false;
  if (versionId === '' || versionId === GENERAL_MODEL_VERSION) return true;
  throw new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, `Model “${id}” has no version “${versionId}”.`);
}

/**
 * The General model, shown as part of the application.
 * @param id the id the client used for it.
 */
export function generalModelMessage(app: AppRow, id: string): Model {
  const version = new resources.ModelVersion()
    .setId(GENERAL_MODEL_VERSION)
    .setStatus(buildStatus(StatusCode.MODEL_TRAINED))
    .setAppId(app.id)
    .setUserId(app.user_id);
  return new resources.Model()
    .setId(id)
    .setName(id)
    .setModelTypeId(GENERAL_MODEL_TYPE)
    .setDescription('Predicts whether a picture shows people, on this machine.')
    .setModelVersion(version)
    .setAppId(app.id)
    .setUserId(app.user_id);
}

/**
 * The General model's concepts for a picture, best first. The value of `people` is the detector's highest confidence, 0–1; the
 * value of `no person` is 1 minus that.
 */
export function generalData(faces: readonly FoundFace[], selection: ConceptSelection): Data {
  const [people, none] = GENERAL_CONCEPTS;
  const value = Math.max(0, ...faces.map(({ confidence }) => confidence));
  const concepts = [
    { ...people, value },
    { ...none, value: 1 - value },
  ].sort((a, b) => b.value - a.value);
  return new resources.Data().setConceptsList(select(concepts, selection).map(conceptMessage));
}
