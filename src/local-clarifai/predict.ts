import type { Input, OutputConfig } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { MAX_PICTURE_BYTES } from './limits.js';
import { pictureFailure } from './pictures/picture-failure.js';
import { type FoundFace, hashPicture } from './recognition/face-finder.js';
import type { ServiceContext } from './service-context.js';
import { ApiError } from './status.js';
import type { AppRow } from './tables/apps.js';

/**
 * The faces of an input that is to be predicted on: from the database when the picture is an indexed one (then region ids are
 * those of its annotations), from the engine otherwise. Inputs without a picture are looked up by id.
 * @throws ApiError when there is no such input, or its picture cannot be used.
 */
export async function facesOf(context: ServiceContext, app: AppRow, input: Input): Promise<readonly FoundFace[]> {
  const image = input.getData()?.getImage();
  const bytes = image?.getBase64_asU8() ?? new Uint8Array();
  if (bytes.length > MAX_PICTURE_BYTES) {
    throw new ApiError(StatusCode.INPUT_OVER_LIMIT, `A picture can have ${MAX_PICTURE_BYTES / 1024 / 1024} MB.`);
  }
  if (bytes.length > 0) return facesOnPicture(context, app, bytes);
  const url = image?.getUrl() ?? '';
  if (url !== '') return facesOnPicture(context, app, await context.fetcher.fetch(url));
  return storedFaces(context, app, input.getId());
}

async function facesOnPicture(
  context: ServiceContext,
  app: AppRow,
  picture: Uint8Array,
): Promise<readonly FoundFace[]> {
  const stored = context.tables.faces.ofPicture(app.pk, hashPicture(picture), context.faceModel.engine);
  if (stored !== undefined) return stored;
  try {
    return (await context.finder.find(picture)).faces;
  } catch (error) {
    throw pictureFailure(error) ?? error;
  }
}

/** @throws ApiError when the input does not exist or is not indexed (yet). */
export function storedFaces(context: ServiceContext, app: AppRow, inputId: string): readonly FoundFace[] {
  if (inputId === '') {
    throw new ApiError(
      StatusCode.INPUT_INVALID_ARGUMENT,
      'Send a picture (bytes or URL), or the id of an indexed input.',
    );
  }
  const row = context.tables.inputs.find(app.pk, inputId);
  if (row === undefined) throw new ApiError(StatusCode.INPUT_DOES_NOT_EXIST, `Input ${inputId} does not exist.`);
  if (row.status !== StatusCode.INPUT_SUCCESS)
    throw new ApiError(row.status, `Input ${inputId} is not indexed. ${row.details}`);
  return context.tables.faces.ofInput(row.pk);
}

/** Which concepts a caller wants to see. */
export interface ConceptSelection {
  readonly maxConcepts: number;
  readonly minValue: number;
  /** Empty for all. */
  readonly ids: ReadonlySet<string>;
}

export function readSelection(config: OutputConfig | undefined, defaultMaxConcepts: number): ConceptSelection {
  return {
    maxConcepts: config?.getMaxConcepts() || defaultMaxConcepts,
    minValue: config?.getMinValue() ?? 0,
    ids: new Set(config?.getSelectConceptsList().map((concept) => concept.getId())),
  };
}

export interface ScoredConcept {
  readonly id: string;
  readonly name: string;
  readonly value: number;
}

/** @param concepts best first. */
export function select(
  concepts: readonly ScoredConcept[],
  { maxConcepts, minValue, ids }: ConceptSelection,
): ScoredConcept[] {
  return concepts.filter(({ id, value }) => value >= minValue && (ids.size === 0 || ids.has(id))).slice(0, maxConcepts);
}

/** The best score of each concept over all faces of a picture, best first. */
export function bestOfEach(perFace: readonly (readonly ScoredConcept[])[]): ScoredConcept[] {
  const best = new Map<string, ScoredConcept>();
  for (const concept of perFace.flat()) {
    if (concept.value > (best.get(concept.id)?.value ?? -1)) best.set(concept.id, concept);
  }
  return [...best.values()].sort((a, b) => b.value - a.value);
}
