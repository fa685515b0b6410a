import type { Data, Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../clarifai-protocol.js';
import { type ConceptSelection, select } from './concept-selection.js';
import { conceptMessage } from './messages/faces.js';
import type { FoundFace } from './recognition/face-finder.js';
import { ApiError, buildStatus } from './status.js';
import type { AppRow } from './tables/apps.js';

/**
 * Clarifai's General model, which tells what a picture shows as a whole. Programs ask it whether there are people on a picture
 * before they look for faces; of its concepts, the two that answer this are offered here.
 */

/** Its published ids (Clarifai/clarifai-nodejs-grpc and Clarifai/clarifai-nodejs, tests). */
export const GENERAL_MODEL_IDS: readonly string[] = ['general-image-recognition', 'aaa03c23b3724a16a56b629203edc62c'];

/** Its published version (Clarifai/clarifai-nodejs, tests/client/workflow/fixtures/general.yml). */
export const GENERAL_MODEL_VERSION = 'aa7f35c01e0642fda5cf400f543e7c40';
export const GENERAL_MODEL_TYPE = 'visual-classifier';

/** As the hosted model calls them (Clarifai/docs, relations of concepts; published replies). */
export const GENERAL_CONCEPTS = [
  { id: 'ai_l8TKp2h5', name: 'people' },
  { id: 'ai_786Zr311', name: 'no person' },
] as const;

/**
 * @returns whether the General model is meant, by any of its ids.
 * @throws ApiError 21200 when it is, in a version that does not exist.
 */
export function refersToGeneralModel(id: string, versionId: string): boolean {
  if (!GENERAL_MODEL_IDS.includes(id)) return false;
  if (versionId === '' || versionId === GENERAL_MODEL_VERSION) return true;
  throw new ApiError(StatusCode.MODEL_DOES_NOT_EXIST, `Model “${id}” has no version “${versionId}”.`);
}

/** The General model as part of this application. */
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
    .setDescription('Tells whether the face of a person can be seen on a picture, on this machine.')
    .setModelVersion(version)
    .setAppId(app.id)
    .setUserId(app.user_id);
}

/** Whether there are people on a picture: as sure as the detector is of its clearest face, 0–1. */
export function generalData(faces: readonly FoundFace[], selection: ConceptSelection): Data {
  const [people, nobody] = GENERAL_CONCEPTS;
  const value = Math.max(0, ...faces.map(({ confidence }) => confidence));
  const concepts = [
    { ...people, value },
    { ...nobody, value: 1 - value },
  ].sort((a, b) => b.value - a.value);
  return new resources.Data().setConceptsList(select(concepts, selection).map(conceptMessage));
}
