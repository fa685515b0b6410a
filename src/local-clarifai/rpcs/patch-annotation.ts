import type { Annotation, Concept } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { mergeStructs } from '../messages/common.js';
import { type PatchAction, readPatchAction } from '../patch-action.js';
import { ApiError } from '../status.js';
import { conceptsOf, ensureConcept, matchRegion, onlyRegion } from '../store-annotation.js';
import type { ListedAnnotation } from '../tables/annotations.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';

interface TagChange {
  readonly concept: number;
  readonly value: number;
}

/**
 * Changes what an annotation says: its concepts, its info, and (merge and overwrite) which region it is about.
 * @throws ApiError for detections, which only the face model makes.
 */
export function patchAnnotation(
  tables: Tables,
  input: InputRow,
  row: ListedAnnotation,
  patch: Annotation,
  options: { readonly action: string; readonly deleteIfEmpty: boolean },
): void {
  const action = readPatchAction(options.action);
  if (row.kind === 'detection') {
    throw new ApiError(StatusCode.ANNOTATION_PERMISSION_DENIED, 'Annotations of the face model cannot be changed.');
  }
  const before = tables.annotations.tagsOf([row.pk]).get(row.pk) ?? [];
  const tags = change(before, toTags(tables, input.app, conceptsOf(patch)), action, patch.hasData());
  if (tags.length === 0 && options.deleteIfEmpty) {
    tables.annotations.remove(row.pk);
    return;
  }
  tables.annotations.setTags(row.pk, tags);

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
  if (info !== undefined && action !== 'remove') {
    message.setAnnotationInfo(action === 'merge' ? mergeStructs(message.getAnnotationInfo(), info) : info);
  }
  tables.annotations.update(row.pk, { message: message.serializeBinary(), face, status });
}

function toTags(tables: Tables, app: number, concepts: readonly Concept[]): TagChange[] {
  return concepts.map((concept) => ({ concept: ensureConcept(tables, app, concept), value: concept.getValue() }));
}

function change(
  before: readonly TagChange[],
  given: readonly TagChange[],
  action: PatchAction,
  hasData: boolean,
): readonly TagChange[] {
  const others = before.filter((tag) => !given.some(({ concept }) => concept === tag.concept));
  switch (action) {
    case 'merge':
      return [...others, ...given];
    case 'overwrite':
      return hasData ? given : before;
    case 'remove':
      return others;
  }
}
