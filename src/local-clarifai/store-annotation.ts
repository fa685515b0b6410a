import type { Annotation, Concept, Region } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../clarifai-protocol.js';
import { LOCAL_USER_ID } from './access.js';
import { type FaceModel, isFaceModelVersion } from './base-models.js';
import { checkBox, checkConcepts } from './checks.js';
import { checkedId, newId } from './ids.js';
import { boxOf, regionMessage } from './messages/faces.js';
import { bestOverlap } from './recognition/boxes.js';
import { ApiError, type Code } from './status.js';
import { toTags } from './store-concepts.js';
import type { StoredFace } from './tables/faces.js';
import type { InputRow } from './tables/inputs.js';
import type { Tables } from './tables/tables.js';

/**
 * What people say about a picture or a face of it: reading it out of an Annotation, tying it to the face that is meant, and
 * keeping it.
 */

/** Where an annotation belongs. `face` is undefined for a place where no face was found, and for whole pictures. */
interface Place {
  readonly region: Region | undefined;
  readonly face: StoredFace | undefined;
  readonly status: Code;
}

/** @returns the single region of an annotation; undefined when it is about the whole picture. */
export function onlyRegion(annotation: Annotation): Region | undefined {
  const regions = annotation.getData()?.getRegionsList() ?? [];
  if (regions.length > 1) {
    throw new ApiError(StatusCode.ANNOTATION_INVALID_ARGUMENT, 'An annotation can have one region; send one for each.');
  }
  return regions[0];
}

/** The concepts an annotation gives, to its region or to the whole picture. */
export function conceptsOf(annotation: Annotation): Concept[] {
  const region = onlyRegion(annotation);
  return (region === undefined ? annotation.getData() : region.getData())?.getConceptsList() ?? [];
}

/**
 * Checks what an annotation, or a patch of one, says.
 * @throws ApiError 24155 for values and boxes that make no sense, and for an embedding model that is not known here.
 */
export function checkAnnotation(tables: Tables, app: number, given: Annotation, faceModel: FaceModel): void {
  const code = StatusCode.ANNOTATION_INVALID_ARGUMENT;
  checkConcepts(conceptsOf(given), code);
  const region = onlyRegion(given);
  if (region !== undefined) checkBox(region, code);
  const versionId = given.getEmbedModelVersionId();
  // Faces that an earlier version of the engine found carry its version id.
  if (isFaceModelVersion(faceModel, versionId) || tables.annotations.hasDetectionsOf(app, versionId)) return;
  throw new ApiError(code, `The model version “${versionId}” (embed_model_version_id) does not exist.`);
}

/**
 * Finds the face a region means: the one with its id, or else the one its box overlaps most. The region comes back with the
 * face's own id and box, so that everything said about one face has the same region id.
 */
export function matchRegion(tables: Tables, input: InputRow, region: Region | undefined): Place {
  const done = StatusCode.ANNOTATION_SUCCESS;
  if (region === undefined) return { region, face: undefined, status: done };
  const faces = tables.faces.ofInput(input.pk);
  const box = boxOf(region);
  const face = faces.find(({ id }) => id === region.getId()) ?? (box && bestOverlap(box, faces));
  if (face !== undefined) return { region: regionMessage(face), face, status: done };
  if (box === undefined) {
    throw new ApiError(
      StatusCode.ANNOTATION_INVALID_ARGUMENT,
      `Input ${input.id} has no region “${region.getId()}”; send a bounding box, or the id of a detected face.`,
    );
  }
  const placed = regionMessage({ id: region.getId() || newId(), box });
  return { region: placed, face: undefined, status: isUnsettled(input) ? StatusCode.ANNOTATION_PENDING : done };
}

/** Ties boxes that were drawn before the picture was indexed to the faces found since. */
export function matchPendingAnnotations(tables: Tables, input: number): void {
  const faces = tables.faces.ofInput(input);
  for (const row of tables.annotations.ofInput(input)) {
    if (row.status !== StatusCode.ANNOTATION_PENDING) continue;
    const message = resources.Annotation.deserializeBinary(row.message);
    const region = onlyRegion(message);
    const box = region && boxOf(region);
    const face = box && bestOverlap(box, faces);
    if (face !== undefined) message.getData()?.setRegionsList([regionMessage(face)]);
    tables.annotations.update(row.pk, {
      message: message.serializeBinary(),
      face: face?.pk ?? null,
      status: StatusCode.ANNOTATION_SUCCESS,
    });
  }
}

/**
 * Stores what somebody says about an input. Concepts that do not exist yet are made.
 * @param userId whom it is stored under.
 * @returns the new annotation's key.
 */
export function storeAnnotation(
  tables: Tables,
  input: InputRow,
  posted: Annotation,
  { userId, faceModel }: { readonly userId: string; readonly faceModel: FaceModel },
): number {
  const id = checkedId(posted.getId(), StatusCode.ANNOTATION_INVALID_ARGUMENT);
  if (tables.annotations.hasId(input.pk, id)) {
    throw new ApiError(
      StatusCode.ANNOTATION_INVALID_ARGUMENT,
      `The annotation “${id}” of input “${input.id}” has a duplicate ID.`,
    );
  }
  checkAnnotation(tables, input.app, posted, faceModel);
  const place = matchRegion(tables, input, onlyRegion(posted));
  const pk = tables.annotations.add({
    app: input.app,
    input: input.pk,
    id,
    kind: 'user',
    worker: userId,
    face: place.face?.pk ?? null,
    status: place.status,
    message: withoutConcepts(posted, place.region).serializeBinary(),
  });
  tables.tags.replace(pk, toTags(tables, input.app, conceptsOf(posted)));
  return pk;
}

/** @returns the key of the annotation about the picture as a whole, which is made again when somebody deleted it. */
export function annotationOfWholeInput(tables: Tables, input: InputRow): number {
  return tables.annotations.ofWholeInput(input.pk)?.pk ?? addAnnotationOfWholeInput(tables, input);
}

function addAnnotationOfWholeInput(tables: Tables, input: InputRow): number {
  return tables.annotations.add({
    app: input.app,
    input: input.pk,
    id: newId(),
    kind: 'input',
    worker: LOCAL_USER_ID,
    face: null,
    status: StatusCode.ANNOTATION_SUCCESS,
    message: new resources.Annotation().serializeBinary(),
  });
}

/** The message as it is kept: concepts live in the tags, where a person can be renamed or forgotten. */
function withoutConcepts(posted: Annotation, region: Region | undefined): Annotation {
  const kept = posted.clone() as Annotation;
  const data = kept.getData() ?? new resources.Data();
  data.setConceptsList([]);
  data.setRegionsList(region === undefined ? [] : [region]);
  kept.setData(data);
  return kept;
}

function isUnsettled(input: InputRow): boolean {
  return input.status === StatusCode.INPUT_PENDING || input.status === StatusCode.INPUT_IN_PROGRESS;
}
