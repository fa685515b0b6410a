import { UserFacingError } from '../../errors.js';

/**
 * Failures of the face service by what to do about them:
 * - `auth`: key, user, application, permission or consent; someone must change a setting;
 * - `throttled`: too many requests right now; `quota`: the account's allowance is used up;
 * - `not_found`, `duplicate`: it does not exist, or exists already;
 * - `rejected`: the service will never accept this request; `unreadable`: it cannot read this picture;
 * - `unavailable`, `timeout`: it may work later; `cold`: the model is still being loaded;
 * - `cancelled`: Rollcall ended the call; `unknown`: an undocumented status.
 */
export type ClarifaiErrorKind =
  | 'auth'
  | 'throttled'
  | 'quota'
  | 'not_found'
  | 'duplicate'
  | 'rejected'
  | 'unreadable'
  | 'unavailable'
  | 'timeout'
  | 'cold'
  | 'cancelled'
  | 'unknown';

export interface ClarifaiFailure {
  readonly kind: ClarifaiErrorKind;
  /** The call that failed, as Clarifai names it: `PostInputs`. */
  readonly rpc: string;
  /** Clarifai's status code, or the gRPC code if the call itself failed; undefined if neither was involved. */
  readonly code?: number | undefined;
  readonly description: string;
  readonly details?: string | undefined;
  /** What Clarifai's support asks for. */
  readonly requestId?: string | undefined;
  /** What to do about it, in one sentence for people; more specific than the text for the kind. */
  readonly advice?: string | undefined;
  /** The call was not sent, because the service has not answered for a while. */
  readonly notTried?: boolean;
  readonly cause?: unknown;
}

/** A failure of the face service. `message` is for the log; {@link describeFailure} has the text for people. */
export class ClarifaiError extends Error {
  override readonly name: string = 'ClarifaiError';
  readonly kind: ClarifaiErrorKind;
  readonly rpc: string;
  readonly code: number | undefined;
  readonly description: string;
  readonly details: string | undefined;
  readonly requestId: string | undefined;
  readonly advice: string | undefined;
  readonly notTried: boolean;

  constructor(failure: ClarifaiFailure) {
    super(toLogLine(failure), failure.cause === undefined ? undefined : { cause: failure.cause });
    this.kind = failure.kind;
    this.rpc = failure.rpc;
    this.code = failure.code;
    this.description = failure.description;
    this.details = failure.details;
    this.requestId = failure.requestId;
    this.advice = failure.advice;
    this.notTried = failure.notTried ?? false;
  }

  /** The same failure as another kind. */
  as(kind: ClarifaiErrorKind): ClarifaiError {
    return new ClarifaiError({ ...this, kind, cause: this });
  }

  /** The same failure with a sentence on what to do about it. */
  withAdvice(advice: string): ClarifaiError {
    return new ClarifaiError({ ...this, advice, cause: this });
  }
}

/** Whether an error is a ClarifaiError of one of the given kinds. */
export function isClarifaiError(error: unknown, ...kinds: readonly ClarifaiErrorKind[]): error is ClarifaiError {
  return error instanceof ClarifaiError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** Failures of the face service that pass by themselves. */
export function isPassing(error: unknown): error is ClarifaiError {
  return isClarifaiError(error, 'unavailable', 'timeout', 'throttled', 'cold');
}

/** One or two sentences for people about any error: what to do, without codes. */
export function describeFailure(error: unknown): string {
  if (error instanceof UserFacingError) return error.message;
  if (!(error instanceof ClarifaiError)) return 'Something went wrong on my side. Please try again in a moment.';
  return error.advice ?? IN_WORDS[error.kind];
}

const IN_WORDS: Readonly<Record<ClarifaiErrorKind, string>> = {
  auth: 'The face service doesn’t accept Rollcall’s key or settings. Please ask your admin to check them.',
  throttled: 'The face service is busy. Please try again in a minute.',
  quota: 'The face service account has reached its limit. Please ask your admin to check its plan and billing.',
  not_found: 'The face service no longer has this photo. Please post it again.',
  duplicate: 'The face service already has this, so there’s nothing to do.',
  rejected: 'The face service didn’t accept this. Please tell your admin; the log says why.',
  unreadable: 'I can’t read that picture. Please try a JPEG or PNG copy.',
  unavailable: 'The face service isn’t answering. Please try again in a few minutes.',
  timeout: 'The face service took too long to answer. Please try again in a few minutes.',
  cold: 'The face service is still warming up. Please try again in a few minutes.',
  cancelled: 'Rollcall stopped before this was done. Please try again.',
  unknown: 'The face service gave an unexpected answer. Please try again; the log has the details.',
};

function toLogLine(failure: ClarifaiFailure): string {
  const facts = [
    failure.kind,
    failure.code === undefined ? undefined : `code ${failure.code}`,
    failure.requestId ? `request ${failure.requestId}` : undefined,
  ].filter((fact) => fact !== undefined);
  const text = [failure.description, failure.details].filter(Boolean).join(': ');
  return `${failure.rpc}: ${text} (${facts.join(', ')})`;
}
