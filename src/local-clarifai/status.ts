import type { Status as StatusMessage } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
import { Status, StatusCode } from '../clarifai-protocol.js';

/** Any number of Clarifai's StatusCode enum; rows of the database hold them as plain numbers too. */
export type Code = number;

/** Clarifai's own wording where it is known; anything else is spelt from the code's name. */
const DESCRIPTIONS: ReadonlyMap<Code, string> = new Map([
  [StatusCode.SUCCESS, 'Ok'],
  [StatusCode.MIXED_STATUS, 'Mixed Status'],
  [StatusCode.FAILURE, 'Failure'],
  [StatusCode.CONN_KEY_INVALID, 'Invalid API key or Invalid API key/application pair'],
  [StatusCode.CONN_DOES_NOT_EXIST, 'Resource does not exist'],
  [StatusCode.CONN_INVALID_REQUEST, 'Invalid request'],
  [StatusCode.INPUT_SUCCESS, 'Download complete'],
  [StatusCode.INPUT_PENDING, 'Download pending'],
  [StatusCode.INPUT_IN_PROGRESS, 'Download in progress'],
  [StatusCode.INPUT_FAILED, 'Download failed; check URL'],
  [StatusCode.INPUT_DUPLICATE, 'Download duplicate'],
  [StatusCode.MODEL_TRAINED, 'Model is trained and ready'],
]);

const NAMES: ReadonlyMap<Code, string> = new Map(
  Object.entries(StatusCode).map(([name, code]) => [Number(code), name]),
);

function describe(code: Code): string {
  const known = DESCRIPTIONS.get(code);
  if (known !== undefined) return known;
  const words = (NAMES.get(code) ?? `STATUS_${code}`).toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function buildStatus(code: Code, details = ''): StatusMessage {
  const status = new Status();
  status.setCode(code as ReturnType<StatusMessage['getCode']>);
  status.setDescription(describe(code));
  status.setDetails(details);
  return status;
}

/** A refusal that the caller reads as a status inside an OK reply, as Clarifai answers. */
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

export function notFound(what: string): ApiError {
  return new ApiError(StatusCode.CONN_DOES_NOT_EXIST, `${what} does not exist.`);
}

/**
 * The status of a reply that answers several items: all fine, MIXED_STATUS when some were refused, FAILURE when all were.
 * The details are those of the first refusal, because some clients show nothing else.
 */
export function summarize(results: readonly unknown[]): StatusMessage {
  const refusals = results.filter((result) => result instanceof ApiError);
  if (refusals.length === 0) return buildStatus(StatusCode.SUCCESS);
  const code = refusals.length < results.length ? StatusCode.MIXED_STATUS : StatusCode.FAILURE;
  return buildStatus(code, refusals[0]?.details);
}
