import type { Data, Region } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { type FaceModel, findsFaces } from './base-models.js';
import { checkBox } from './checks.js';
import { QUALITY_ISSUES } from './engine/face-quality.js';
import { checkedId, newId } from './ids.js';
import { boxOf } from './messages/faces.js';
import type { FoundFace } from './recognition/face-finder.js';
import { ApiError } from './status.js';
import type { Tables } from './tables/tables.js';

/**
 * The faces of an input that is posted without its picture, as its regions with their embeddings, in the form that ListAnnotations
 * returns them with `return_model_output`. The client must know that they are from this face model.
 * @returns undefined if there are none.
 * @throws ApiError for an invalid box or id, or an embedding of another length.
 */
export function postedFaces(data: Data | undefined, faceModel: FaceModel): FoundFace[] | undefined {
  const regions = data?.getRegionsList() ?? [];
  if (regions.length === 0 || regions.some((region) => embeddingOf(region).length === 0)) return undefined;
  return regions.map((region) => {
    const code = StatusCode.INPUT_INVALID_ARGUMENT;
    checkBox(region, code);
    const box = boxOf(region);
    const embedding = Float32Array.from(embeddingOf(region));
    if (box === undefined || embedding.length !== faceModel.embeddingSize || !embedding.every(Number.isFinite)) {
      throw new ApiError(code, `A region needs a box and an embedding of ${faceModel.embeddingSize} numbers.`);
    }
    const stored = region.getData()?.getMetadata()?.getFieldsMap().get('flaw')?.getStringValue();
    const qualityIssue = QUALITY_ISSUES.find((each) => each === stored);
    return { id: checkedId(region.getId(), code), box, confidence: region.getValue(), embedding, qualityIssue };
  });
}

function embeddingOf(region: Region): readonly number[] {
  return region.getData()?.getEmbeddingsList()[0]?.getVectorList() ?? [];
}

/** Stores faces of an input, each with the annotation of its detection. @param tables in a transaction. */
export async function storeFaces(
  tables: Tables,
  input: { readonly pk: number; readonly app: number },
  faces: readonly FoundFace[],
  faceModel: FaceModel,
): Promise<void> {
  for (const face of faces) {
    await tables.annotations.add({
      app: input.app,
      input: input.pk,
      id: newId(),
      kind: 'detection',
      worker: faceModel.versionId,
      face: await tables.faces.add(input.pk, faceModel.engine, face),
      status: StatusCode.ANNOTATION_SUCCESS,
      message: new Uint8Array(),
    });
  }
}

/** Stores the posted faces of a new input, which then needs no indexing. @param tables in a transaction. */
export async function settleWithFaces(
  tables: Tables,
  input: { readonly pk: number; readonly app: number },
  faces: readonly FoundFace[],
  faceModel: FaceModel,
): Promise<void> {
  if (!findsFaces((await tables.apps.byPk(input.app))?.base_workflow ?? '')) {
    throw new ApiError(StatusCode.INPUT_INVALID_ARGUMENT, 'The application’s base workflow doesn’t look for faces.');
  }
  await storeFaces(tables, input, faces, faceModel);
  await tables.indexing.settle(input.pk, {
    status: StatusCode.INPUT_SUCCESS,
    details: '',
    pictureHash: null,
    engine: faceModel.engine,
  });
}
