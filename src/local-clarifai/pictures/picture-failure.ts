import { StatusCode } from '../../clarifai-protocol.js';
import { PictureError } from '../../photos/picture-error.js';
import { ApiError } from '../status.js';

/** The Clarifai error for a picture that can't be used; undefined if another fault caused the error. */
export function pictureFailure(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (!(error instanceof PictureError)) return undefined;
  switch (error.problem) {
    case 'not-a-picture':
    case 'unsupported-format':
      return new ApiError(StatusCode.INPUT_UNSUPPORTED_FORMAT, error.message);
    case 'too-many-bytes':
    case 'too-many-pixels':
    case 'too-demanding':
      return new ApiError(StatusCode.INPUT_OVER_LIMIT, error.message);
    case 'empty':
    case 'damaged':
      return new ApiError(StatusCode.ALL_INPUT_INVALID_BYTES, error.message);
  }
}
