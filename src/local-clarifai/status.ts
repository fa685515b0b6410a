import type { Status as StatusMessage } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
import { Status, StatusCode } from '../clarifai-protocol.js';

/** A number of Clarifai's StatusCode enum. Rows of the database hold codes as plain numbers. */
export type Code = number;

/** Descriptions in Clarifai's published words (docs: api-overview/status-codes). Other codes are described by their names. */
const DESCRIPTIONS: ReadonlyMap<Code, string> = new Map<Code, string>([
  [StatusCode.SUCCESS, 'Ok'],
  [StatusCode.MIXED_STATUS, 'Mixed Success'],
  [StatusCode.FAILURE, 'Failure'],
  [StatusCode.TRY_AGAIN, 'Try the request again'],
  [StatusCode.CONN_THROTTLED, 'Making too many requests'],
  [StatusCode.CONN_INSUFFICIENT_SCOPES, 'API key has insufficient permissions'],
  [StatusCode.CONN_KEY_INVALID, 'Invalid API key or Invalid API key/application pair'],
  [StatusCode.CONN_DOES_NOT_EXIST, 'Resource does not exist'],
  [StatusCode.CONN_INVALID_REQUEST, 'Invalid request'],
  [StatusCode.MODEL_TRAINED, 'Custom model has been already trained'],
  [StatusCode.MODEL_DOES_NOT_EXIST, 'Model does not exist'],
  [StatusCode.MODEL_PERMISSION_DENIED, 'Model permission denied'],
  [StatusCode.MODEL_INVALID_ARGUMENT, 'Invalid model argument'],
  [StatusCode.MODEL_INVALID_REQUEST, 'Invalid model request'],
  [StatusCode.MODEL_PREDICTION_FAILED, 'Model prediction failed'],
  [StatusCode.WORKFLOW_REQUIRE_TRAINED_MODEL, 'New model in workflow needs to be trained'],
  [StatusCode.WORKFLOW_INVALID_ARGUMENT, 'Workflow invalid argument'],
  [StatusCode.WORKFLOW_INVALID_GRAPH, 'Workflow graph is invalid'],
  [StatusCode.WORKFLOW_INVALID_REQUEST, 'Invalid request'],
  [StatusCode.ANNOTATION_SUCCESS, 'Annotation success'],
  [StatusCode.ANNOTATION_PENDING, 'Annotation pending'],
  [StatusCode.ANNOTATION_INVALID_ARGUMENT, 'Annotation invalid argument'],
  [StatusCode.ANNOTATION_PERMISSION_DENIED, 'Permission to annotation denied'],
  [StatusCode.INPUT_SUCCESS, 'Download complete'],
  [StatusCode.INPUT_PENDING, 'Download pending'],
  [StatusCode.INPUT_IN_PROGRESS, 'Download in progress'],
  [StatusCode.INPUT_FAILED, 'Download failed; check URL'],
  [StatusCode.INPUT_DUPLICATE, 'Duplicate URL in your application. Check the documentation to allow duplications.'],
  [StatusCode.INPUT_UNSUPPORTED_FORMAT, 'Input image format unsupported'],
  [StatusCode.INPUT_DOES_NOT_EXIST, 'Input does not exist'],
  [StatusCode.INPUT_INVALID_ARGUMENT, 'Input invalid argument'],
  [StatusCode.INPUT_OVER_LIMIT, 'Input image is larger than the allowed limit'],
  [StatusCode.INPUT_INVALID_URL, 'Input image URL invalid'],
  [StatusCode.ALL_INPUT_INVALID_BYTES, 'Input image decoding failed. Check URLs and bytes sent'],
  [StatusCode.INPUT_INVALID_REQUEST, 'Invalid input request'],
  [StatusCode.PREDICT_INVALID_REQUEST, 'Invalid request'],
  [StatusCode.SEARCH_INVALID_REQUEST, 'Invalid search request'],
  [StatusCode.CONCEPTS_INVALID_REQUEST, 'Invalid request'],
  [StatusCode.DATABASE_DUPLICATE_KEY, 'Object has a duplicate ID; another object with same ID already exist'],
  [StatusCode.SEARCH_BY_NOT_FULLY_INDEXED_INPUT, 'Can only search by a fully indexed input'],
]);

/** Details of a status for a bug in this program. */
export const INTERNAL_ERROR = 'Internal error; see the server’s log.';

const NAMES: ReadonlyMap<Code, string> = new Map(
  Object.entries(StatusCode).map(([name, code]) => [Number(code), name]),
);

function describe(code: Code): string {
  const known = DESCRIPTIONS.get(code);
  if (known !== undefined) return known;
  const words = (NAMES.get(code) ?? `STATUS_${code}`).toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A status with the published description of its code. */
export function buildStatus(code: Code, details = ''): StatusMessage {
  const status = new Status();
  // Codes are plain numbers here, so codes that the enum doesn't have are sent unchanged.
  status.setCode(code as ReturnType<StatusMessage['getCode']>);
  status.setDescription(describe(code));
  status.setDetails(details);
  return status;
}

/** An error that is sent as a Clarifai status in an ordinary reply; the gRPC call itself succeeds. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: Code;
  readonly details: string;

  constructor(code: Code, details: string) {
    super(`${code} ${details}`);
    this.code = code;
    this.details = details;
  }
}

/** A request that can't be understood or carried out: CONN_INVALID_REQUEST. */
export function invalidRequest(details: string): ApiError {
  return new ApiError(StatusCode.CONN_INVALID_REQUEST, details);
}

/** An id that is taken. @param what the thing and its id, for example `The job “a”`. */
export function duplicateId(what: string, code: Code = StatusCode.DATABASE_DUPLICATE_KEY): ApiError {
  return new ApiError(code, `${what} has a duplicate ID.`);
}

/** CONN_DOES_NOT_EXIST, with details that begin with `what`. */
export function notFound(what: string): ApiError {
  return new ApiError(StatusCode.CONN_DOES_NOT_EXIST, `${what} does not exist.`);
}

/**
 * The status of a reply about several items: SUCCESS, MIXED_STATUS if some were refused, or FAILURE if all were. A single item
 * gives the reply its own status (clarifai-python-grpc, tests/client/test_image_predict.py). The details are those of the
 * first refused item, because some clients show nothing else.
 * @param results one for each item; an ApiError means that it was refused.
 */
export function summarize(results: readonly unknown[]): StatusMessage {
  const refusals = results.filter((result) => result instanceof ApiError);
  const [first] = refusals;
  if (first === undefined) return buildStatus(StatusCode.SUCCESS);
  if (results.length === 1) return buildStatus(first.code, first.details);
  const code = refusals.length < results.length ? StatusCode.MIXED_STATUS : StatusCode.FAILURE;
  return buildStatus(code, first.details);
}
