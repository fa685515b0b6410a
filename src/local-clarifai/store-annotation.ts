import type { Annotation, Concept, Region } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../clarifai-protocol.js';
import { LOCAL_USER_ID } from './access.js';
import { type FaceModel, isFaceModelVersion } from './base-models.js';
import { checkBox, checkConcepts } from './checks.js';
import { checkedId, newId } from './ids.js';
import { boxOf, regionMessage } from './messages/faces.js';
import { bestOverlap } from './recognition/boxes.js';
import { ApiError, type Code, duplicateId } from './status.js';
import { toTags } from './store-concepts.js';
import type { StoredFace } from './tables/faces.js';
import type { InputRow } from './tables/inputs.js';
import type { Tables } from './tables/tables.js';

/**
 * Annotations that users post about a picture or one of its faces: checks them, matches them to detected faces, and stores
 * them.
 */

/** What an annotation is about. `face` is undefined for whole pictures and for regions without a detected face. */
interface Target {
  readonly region: Region | undefined;
  readonly face: StoredFace | undefined;
  readonly status: Code;
}

/**
 * The region of an annotation; undefined if the annotation is about the whole picture.
 * @throws ApiError if it has more than one region.
 */
export function onlyRegion(annotation: Annotation): Region | undefined {
  const regions = annotation.getData()?.getRegionsList() ?? [];
  if (regions.length > 1) {
    throw new ApiError(StatusCode.ANNOTATION_INVALID_ARGUMENT, 'An annotation can have one region; send one for each.');
  }
  return regions[0];
}

/** The concepts of an annotation, of its region or of the whole picture. */
export function conceptsOf(annotation: Annotation): Concept[] {
  const region = onlyRegion(annotation);
  return (region === undefined ? annotation.getData() : region.getData())?.getConceptsList() ?? [];
}

/**
 * Checks an annotation, or a patch of one.
 * @throws ApiError 24155 for invalid values and boxes, and for an unknown embedding model.
 */
export async function checkAnnotation(
  tables: Tables,
  app: number,
  given: Annotation,
  faceModel: FaceModel,
): Promise<void> {
  const code = StatusCode.ANNOTATION_INVALID_ARGUMENT;
  checkConcepts(conceptsOf(given), code);
  const region = onlyRegion(given);
  if (region !== undefined) checkBox(region, code);
  const versionId = given.getEmbedModelVersionId();
  // Annotations of an earlier version of the engine carry its version id.
  if (isFaceModelVersion(faceModel, versionId) || (await tables.annotations.hasDetectionsOf(app, versionId))) return;
  throw new ApiError(code, `The model version “${versionId}” (embed_model_version_id) does not exist.`);
}

/**
 * Finds the face a region refers to: the face with its id, or else the face that its box overlaps most. The returned region has
 * the id and box of that face, so that all annotations of a face have the same region id.
 * @throws ApiError if the region has neither the id of a face nor a box.
 */
export async function matchRegion(tables: Tables, input: InputRow, region: Region | undefined): Promise<Target> {
  const success = StatusCode.ANNOTATION_SUCCESS;
  if (region === undefined) return { region, face: undefined, status: success };
  const faces = await tables.faces.ofInput(input.pk);
  const box = boxOf(region);
  const face = faces.find(({ id }) => id === region.getId()) ?? (box && bestOverlap(box, faces));
  if (face !== undefined) return { region: regionMessage(face), face, status: success };
  if (box === undefined) {
    throw new ApiError(
      StatusCode.ANNOTATION_INVALID_ARGUMENT,
      `Input ${input.id} has no region “${region.getId()}”; send a bounding box or the id of a detected face.`,
    );
  }
  const withoutFace = regionMessage({ id: region.getId() || newId(), box });
  return { region: withoutFace, face: undefined, status: isUnsettled(input) ? StatusCode.ANNOTATION_PENDING : success };
}

/** Matches the annotations that were posted before their input was indexed to the faces found since. */
export async function matchPendingAnnotations(tables: Tables, input: number): Promise<void> {
  const faces = await tables.faces.ofInput(input);
  for (const row of await tables.annotations.ofInput(input)) {
    if (row.status !== StatusCode.ANNOTATION_PENDING) continue;
    const message = resources.Annotation.deserializeBinary(row.message);
    const region = onlyRegion(message);
    const box = region && boxOf(region);
    const face = box && bestOverlap(box, faces);
    if (face !== undefined) message.getData()?.setRegionsList([regionMessage(face)]);
    await tables.annotations.update(row.pk, {
      message: message.serializeBinary(),
      face: face?.pk ?? null,
      status: StatusCode.ANNOTATION_SUCCESS,
    });
  }
}

/**
 * Stores an annotation of an input. Concepts that don't exist yet are created.
 * @param tables in a transaction.
 * @param userId the annotator.
 * @throws ApiError if the id is taken, or as {@link checkAnnotation} and {@link matchRegion} do.
 * @returns the new annotation's key.
 */
export async function storeAnnotation(
  tables: Tables,
  input: InputRow,
  posted: Annotation,
  { userId, faceModel }: { readonly userId: string; readonly faceModel: FaceModel },
): Promise<number> {
  const id = checkedId(posted.getId(), StatusCode.ANNOTATION_INVALID_ARGUMENT);
  if (await tables.annotations.hasId(input.pk, id)) {
    throw duplicateId(`The annotation “${id}” of input “${input.id}”`, StatusCode.ANNOTATION_INVALID_ARGUMENT);
  }
  await checkAnnotation(tables, input.app, posted, faceModel);
  const target = await matchRegion(tables, input, onlyRegion(posted));
  const pk = await tables.annotations.add({
    app: input.app,
    input: input.pk,
    id,
    kind: 'user',
    worker: userId,
    face: target.face?.pk ?? null,
    status: target.status,
    message: withoutConcepts(posted, target.region).serializeBinary(),
  });
  await tables.tags.replace(pk, await toTags(tables, input.app, conceptsOf(posted)));
  return pk;
}

/** The key of the annotation about the whole picture. Creates it if there is none, for example because it was deleted. */
export async function annotationOfWholeInput(tables: Tables, input: InputRow): Promise<number> {
  return (await tables.annotations.ofWholeInput(input.pk))?.pk ?? addAnnotationOfWholeInput(tables, input);
}

function addAnnotationOfWholeInput(tables: Tables, input: InputRow): Promise<number> {
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

/** The message to store. Concepts are stored as tags instead, so that people can be renamed and erased. */
function withoutConcepts(posted: Annotation, region: Region | undefined): Annotation {
  const message = posted.clone();
  const data = message.getData() ?? new resources.Data();
  data.setConceptsList([]);
  data.setRegionsList(region === undefined ? [] : [region]);
  message.setData(data);
  return message;
}

function isUnsettled(input: InputRow): boolean {
  return input.status === StatusCode.INPUT_PENDING || input.status === StatusCode.INPUT_IN_PROGRESS;
}
