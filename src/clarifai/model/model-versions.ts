import { type ModelVersion, resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { type Metadata, textIn, toStruct } from '../transport/metadata.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { fromStatus } from '../transport/reply-status.js';
import { poll } from '../transport/waiting.js';
import { latestFirst, orderOf } from './version-order.js';

/** A model that votes among the nearest tagged faces. */
export const KNN_MODEL_TYPE = 'knn-concept';

export interface VersionRequest {
  readonly personIds: readonly string[];
  /** Random; finds the version again if the reply to creating it is lost. */
  readonly trainingId: string;
  readonly metadata: Metadata;
}

/**
 * Creates a version for exactly the given people, and the model if it does not exist.
 *
 * Since 2023 creating a model no longer creates a version, but Clarifai's walkthrough still relies on that. So a version is always
 * created, and one that came with the model is only used if the service refuses to create another.
 * @returns the id of the version, which may still be in training.
 */
export async function makeVersion(session: Session, request: VersionRequest): Promise<string> {
  const cameWithModel = await ensureModel(session, request.personIds);
  try {
    return await postVersion(session, request);
  } catch (error) {
    if (!isClarifaiError(error, 'rejected') || cameWithModel === '') throw error;
    session.log.info(
      'Clarifai refuses further versions of this model type; using the version that came with the model',
    );
    return cameWithModel;
  }
}

export async function waitUntilTrained(session: Session, versionId: string): Promise<ModelVersion> {
  const waiting = { rpc: 'GetModelVersion', for: 'the new model version to be ready' };
  return poll(session.clock, session.polling.training, waiting, async () => {
    const request = new service.GetModelVersionRequest().setModelId(session.modelId).setVersionId(versionId);
    const version = (await session.call('getModelVersion', request)).getModelVersion();
    const status = version?.getStatus();
    const code = status?.getCode() ?? 0;
    if (version !== undefined && code === StatusCode.MODEL_TRAINED) return version;
    if (IN_TRAINING.has(code)) return undefined;
    throw fromStatus('GetModelVersion', status).withAdvice(
      'The face service couldn’t build the new model, so I’m still using the previous one. Please try again.',
    );
  });
}

/** Every version of the model, latest first; empty if there is no model. */
export async function listVersions(session: Session): Promise<ModelVersion[]> {
  const versions: ModelVersion[] = [];
  const pages = everyItem(async (page) => {
    const request = new service.ListModelVersionsRequest()
      .setModelId(session.modelId)
      .setPage(page)
      .setPerPage(PAGE_SIZE);
    return (await session.call('listModelVersions', request)).getModelVersionsList();
  });
  try {
    for await (const version of pages) versions.push(version);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return [];
    throw error;
  }
  return versions.sort((a, b) => latestFirst(orderOf(a), orderOf(b)));
}

export async function deleteVersion(session: Session, versionId: string): Promise<void> {
  const request = new service.DeleteModelVersionRequest().setModelId(session.modelId).setVersionId(versionId);
  await session.call('deleteModelVersion', request);
}

export function isTrained(version: ModelVersion): boolean {
  return version.getStatus()?.getCode() === StatusCode.MODEL_TRAINED;
}

/** @returns the id of the version that came with a new model; empty if the model existed or came without one. */
async function ensureModel(session: Session, personIds: readonly string[]): Promise<string> {
  try {
    await session.call('getModel', new service.GetModelRequest().setModelId(session.modelId));
    return '';
  } catch (error) {
    if (!isClarifaiError(error, 'not_found')) throw error;
  }
  const model = new resources.Model()
    .setId(session.modelId)
    .setModelTypeId(KNN_MODEL_TYPE)
    .setOutputInfo(outputInfo(personIds));
  try {
    const reply = await session.call('postModels', new service.PostModelsRequest().setModelsList([model]));
    return reply.getModel()?.getModelVersion()?.getId() ?? '';
  } catch (error) {
    // Another training created it in between.
    if (isClarifaiError(error, 'duplicate')) return '';
    throw error;
  }
}

async function postVersion(session: Session, request: VersionRequest): Promise<string> {
  const version = new resources.ModelVersion()
    .setOutputInfo(outputInfo(request.personIds))
    .setMetadata(toStruct({ ...request.metadata, training_id: request.trainingId }));
  const post = new service.PostModelVersionsRequest().setModelId(session.modelId).setModelVersionsList([version]);
  for (let attempt = 1; ; attempt++) {
    try {
      const reply = await session.call('postModelVersions', post);
      const id = reply.getModel()?.getModelVersion()?.getId() || (await findOwnVersion(session, request));
      if (id !== undefined) return id;
      throw new ClarifaiError({ kind: 'unknown', rpc: 'PostModelVersions', description: 'The reply has no version' });
    } catch (error) {
      if (!isClarifaiError(error, 'unavailable', 'timeout') || error.notTried || attempt === VERSION_ATTEMPTS)
        throw error;
      // The version may exist although the reply was lost. A second one would push out the version to roll back to.
      const made = await findOwnVersion(session, request);
      if (made !== undefined) return made;
    }
  }
}

const VERSION_ATTEMPTS = 4;

async function findOwnVersion(session: Session, request: VersionRequest): Promise<string | undefined> {
  const versions = await listVersions(session);
  return versions.find((version) => textIn(version.getMetadata(), 'training_id') === request.trainingId)?.getId();
}

function outputInfo(personIds: readonly string[]): InstanceType<typeof resources.OutputInfo> {
  const concepts = personIds.map((id) => new resources.Concept().setId(id).setValue(1));
  return new resources.OutputInfo().setData(new resources.Data().setConceptsList(concepts));
}

const IN_TRAINING: ReadonlySet<number> = new Set([
  StatusCode.ZERO,
  StatusCode.MODEL_TRAINING,
  StatusCode.MODEL_UNTRAINED,
  StatusCode.MODEL_QUEUED_FOR_TRAINING,
  StatusCode.MODEL_UPLOADING,
  StatusCode.MODEL_BUILDING,
]);
