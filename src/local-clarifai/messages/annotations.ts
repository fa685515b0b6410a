import type { Annotation, Worker } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources } from '../../clarifai-protocol.js';
import type { FaceModel } from '../base-models.js';
import type { QualityIssue } from '../engine/face-quality.js';
import { type ApiError, buildStatus } from '../status.js';
import type { ListedAnnotation } from '../tables/annotations.js';
import type { StoredFace } from '../tables/faces.js';
import type { Tables } from '../tables/tables.js';
import type { TagRow } from '../tables/tags.js';
import { toTimestamp } from './common.js';
import { addEmbedding, conceptMessage, detectionMessage, qualityMetadata } from './faces.js';

/**
 * Annotations with the current names of their concepts.
 * @param withModelOutput whether detections include the embedding of the face.
 */
export async function annotationMessages(
  rows: readonly ListedAnnotation[],
  tables: Tables,
  faceModel: FaceModel,
  { withModelOutput = false } = {},
): Promise<Annotation[]> {
  const tags = await tables.tags.of(rows.map((row) => row.pk));
  const facesOf = (some: readonly ListedAnnotation[]) => some.flatMap(({ face }) => face ?? []);
  const faces = await tables.faces.byPks(facesOf(rows.filter(({ kind }) => kind === 'detection')));
  // Without their embeddings, which are most of what is stored of a face.
  const qualityIssues = await tables.faces.qualityIssues(facesOf(rows.filter(({ kind }) => kind !== 'detection')));
  return rows.map((row) => {
    const face = row.kind === 'detection' ? faces.get(row.face ?? 0) : undefined;
    const message =
      face === undefined
        ? posted(row, tags.get(row.pk) ?? [], qualityIssues.get(row.face ?? 0))
        : detection(face, row.worker, faceModel, withModelOutput);
    message.setId(row.id);
    message.setInputId(row.input_id);
    message.setInputLevel(row.kind === 'input');
    message.setStatus(buildStatus(row.status));
    message.setCreatedAt(toTimestamp(row.created_at));
    message.setModifiedAt(toTimestamp(row.modified_at));
    return message;
  });
}

/** The annotation of a reply that stands for a refused one. */
export function refusedAnnotation(posted: Annotation, error: ApiError): Annotation {
  const message = new resources.Annotation();
  message.setId(posted.getId());
  message.setInputId(posted.getInputId());
  message.setStatus(buildStatus(error.code, error.details));
  return message;
}

/** A posted annotation. Its concepts come from its tags, which have the current names; the quality issue is that of its face. */
function posted(row: ListedAnnotation, tags: readonly TagRow[], qualityIssue: QualityIssue | undefined): Annotation {
  const message = resources.Annotation.deserializeBinary(row.message);
  const concepts = tags.map((tag) => conceptMessage({ id: tag.concept_id, name: tag.concept_name, value: tag.value }));
  const data = message.getData() ?? new resources.Data();
  const [region] = data.getRegionsList();
  const target = region === undefined ? data : (region.getData() ?? new resources.Data());
  if (region !== undefined && qualityIssue !== undefined) target.setMetadata(qualityMetadata(qualityIssue));
  target.setConceptsList(concepts);
  region?.setData(target);
  message.setData(data);
  message.setUserId(row.worker);
  message.setTrusted(true);
  const user = new resources.User();
  user.setId(row.worker);
  const worker = new resources.Worker();
  worker.setUser(user);
  message.setWorker(worker);
  return message;
}

/** The annotation of a detected face. The deprecated id fields are set too, because the walkthrough filters by them. */
function detection(face: StoredFace, versionId: string, faceModel: FaceModel, withModelOutput: boolean): Annotation {
  const region = detectionMessage(face);
  if (withModelOutput) region.setData(addEmbedding(region.getData(), face.embedding));
  const data = new resources.Data();
  data.setRegionsList([region]);
  const message = new resources.Annotation();
  message.setData(data);
  message.setModelVersionId(versionId);
  message.setEmbedModelVersionId(versionId);
  message.setWorker(modelWorker(faceModel.id, versionId));
  return message;
}

function modelWorker(modelId: string, versionId: string): Worker {
  const version = new resources.ModelVersion();
  version.setId(versionId);
  const model = new resources.Model();
  model.setId(modelId);
  model.setModelVersion(version);
  const worker = new resources.Worker();
  worker.setModel(model);
  return worker;
}
