import type { Annotation } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import type { FaceModel } from '../base-models.js';
import { readPatchAction } from '../patch-action.js';
import { ApiError } from '../status.js';
import { checkAnnotation, conceptsOf, matchRegion, onlyRegion } from '../store-annotation.js';
import { patchTags } from '../store-concepts.js';
import { mergeStructs, removeFromStruct } from '../struct.js';
import type { ListedAnnotation } from '../tables/annotations.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';

/**
 * Changes what an annotation says: its concepts, its info, and (merge and overwrite) which region it is about.
 * @throws ApiError for detections, which only the face model makes.
 */
export function patchAnnotation(
  tables: Tables,
  input: InputRow,
  row: ListedAnnotation,
  patch: Annotation,
  options: { readonly action: string; readonly deleteIfEmpty: boolean; readonly faceModel: FaceModel },
): void {
  const action = readPatchAction(options.action);
  if (row.kind === 'detection') {
    throw new ApiError(StatusCode.ANNOTATION_PERMISSION_DENIED, 'Annotations of the face model cannot be changed.');
  }
  checkAnnotation(tables, input.app, patch, options.faceModel);
  // Without data, an overwrite says nothing about concepts.
  if (patch.hasData() || action !== 'overwrite') patchTags(tables, row, conceptsOf(patch), action);
  const isEmpty = (tables.tags.of([row.pk]).get(row.pk) ?? []).length === 0;
  if (isEmpty && options.deleteIfEmpty) {
    tables.annotations.remove(row.pk);
    return;
  }

  const message = resources.Annotation.deserializeBinary(row.message);
  let { face, status } = row;
  const region = onlyRegion(patch);
  if (region !== undefined && action !== 'remove' && (region.getId() !== '' || region.hasRegionInfo())) {
    const place = matchRegion(tables, input, region);
    const data = message.getData() ?? new resources.Data();
    data.setRegionsList(place.region === undefined ? [] : [place.region]);
    message.setData(data);
    face = place.face?.pk ?? null;
    status = place.status;
  }
  const info = patch.getAnnotationInfo();
  if (info !== undefined) {
    const kept = message.getAnnotationInfo();
    message.setAnnotationInfo(
      action === 'overwrite' ? info : action === 'merge' ? mergeStructs(kept, info) : removeFromStruct(kept, info),
    );
  }
  tables.annotations.update(row.pk, { message: message.serializeBinary(), face, status });
}
