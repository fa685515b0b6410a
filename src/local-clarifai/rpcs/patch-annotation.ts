import type { Annotation } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import type { FaceModel } from '../base-models.js';
import { readPatchAction } from '../patch-action.js';
import { ApiError } from '../status.js';
import { checkAnnotation, conceptsOf, matchRegion, onlyRegion } from '../store-annotation.js';
import { patchTags } from '../store-concepts.js';
import { patchStruct } from '../struct.js';
import type { ListedAnnotation } from '../tables/annotations.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';

/**
 * Changes the concepts, the info, and (with merge and overwrite) the region of an annotation.
 * @param options.deleteIfEmpty whether to delete the annotation if it has no concepts left.
 * @throws ApiError for detections, which only the face model can make, and for invalid values.
 */
export async function patchAnnotation(
  tables: Tables,
  input: InputRow,
  row: ListedAnnotation,
  patch: Annotation,
  options: { readonly action: string; readonly deleteIfEmpty: boolean; readonly faceModel: FaceModel },
): Promise<void> {
  const action = readPatchAction(options.action);
  if (row.kind === 'detection') {
    throw new ApiError(StatusCode.ANNOTATION_PERMISSION_DENIED, 'Annotations of the face model cannot be changed.');
  }
  await checkAnnotation(tables, input.app, patch, options.faceModel);
  // An overwrite without data leaves the concepts as they are.
  if (patch.hasData() || action !== 'overwrite') await patchTags(tables, row, conceptsOf(patch), action);
  const isEmpty = ((await tables.tags.of([row.pk])).get(row.pk) ?? []).length === 0;
  if (isEmpty && options.deleteIfEmpty) {
    await tables.annotations.remove(row.pk);
    return;
  }

  const message = resources.Annotation.deserializeBinary(row.message);
  let { face, status } = row;
  const region = onlyRegion(patch);
  if (region !== undefined && action !== 'remove' && (region.getId() !== '' || region.hasRegionInfo())) {
    const target = await matchRegion(tables, input, region);
    const data = message.getData() ?? new resources.Data();
    data.setRegionsList(target.region === undefined ? [] : [target.region]);
    message.setData(data);
    face = target.face?.pk ?? null;
    status = target.status;
  }
  const info = patch.getAnnotationInfo();
  if (info !== undefined) message.setAnnotationInfo(patchStruct(message.getAnnotationInfo(), info, action));
  await tables.annotations.update(row.pk, { message: message.serializeBinary(), face, status });
}
