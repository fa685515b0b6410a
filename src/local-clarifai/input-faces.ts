import type { Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { checkIsPicture } from './checks.js';
import { findInput } from './input-lookup.js';
import { MAX_PICTURE_BYTES } from './limits.js';
import { pictureFailure } from './pictures/picture-failure.js';
import { type FoundFace, hashPicture } from './recognition/face-finder.js';
import type { ServiceContext } from './service-context.js';
import { ApiError } from './status.js';
import type { AppRow } from './tables/apps.js';

/**
 * The faces of an input in a prediction. For an indexed picture these are its stored faces, so region ids match its annotations;
 * any other picture is analyzed. An input without a picture is looked up by its id.
 * @param signal aborted when the caller stops waiting.
 * @throws ApiError if the input doesn't exist or its picture can't be used.
 */
export async function facesOf(
  context: ServiceContext,
  app: AppRow,
  input: Input,
  signal: AbortSignal,
): Promise<readonly FoundFace[]> {
  checkIsPicture(input.getData());
  const image = input.getData()?.getImage();
  const bytes = image?.getBase64_asU8() ?? new Uint8Array();
  if (bytes.length > MAX_PICTURE_BYTES) {
    throw new ApiError(StatusCode.INPUT_OVER_LIMIT, `A picture can have up to ${MAX_PICTURE_BYTES / 1024 / 1024} MB.`);
  }
  if (bytes.length > 0) return facesInPicture(context, app, bytes, signal);
  const url = image?.getUrl() ?? '';
  if (url !== '') {
    return facesInPicture(context, app, await context.fetcher.fetch(url, { signal }), signal);
  }
  return storedFaces(context, app, input.getId());
}

async function facesInPicture(
  context: ServiceContext,
  app: AppRow,
  picture: Uint8Array,
  signal: AbortSignal,
): Promise<readonly FoundFace[]> {
  const stored = await context.tables.faces.ofPicture(app.pk, hashPicture(picture), context.faceModel.engine);
  if (stored !== undefined) return stored;
  try {
    return (await context.finder.find(picture, { signal })).faces;
  } catch (error) {
    throw pictureFailure(error) ?? error;
  }
}

/**
 * The stored faces of an indexed input.
 * @throws ApiError if the input doesn't exist or isn't indexed.
 */
export async function storedFaces(
  context: ServiceContext,
  app: AppRow,
  inputId: string,
): Promise<readonly FoundFace[]> {
  if (inputId === '') {
    throw new ApiError(StatusCode.INPUT_INVALID_ARGUMENT, 'An input needs data.image, or the id of an indexed input.');
  }
  const row = await findInput(context.tables, app.pk, inputId, StatusCode.INPUT_DOES_NOT_EXIST);
  if (row.status !== StatusCode.INPUT_SUCCESS)
    throw new ApiError(row.status, `Input “${inputId}” is not indexed. ${row.details}`);
  return context.tables.faces.ofInput(row.pk);
}
