import { status as grpcStatus } from '@grpc/grpc-js';
import type { ClarifaiErrorKind } from './errors.js';

/** A range of status codes, both ends included. Numbers as in Clarifai's status_code.proto. */
type Row = readonly [from: number, to: number, kind: ClarifaiErrorKind];

/** The first row with a code counts, so exceptions come before the range they are in. */
const ROWS: readonly Row[] = [
  // A failure without a failed item: Clarifai's own tests retry it.
  [10020, 10020, 'unavailable'],
  [10030, 10030, 'unavailable'],
  [11000, 11000, 'quota'],
  [11001, 11002, 'auth'],
  [11003, 11004, 'quota'],
  [11005, 11005, 'throttled'],
  [11006, 11006, 'quota'],
  [11007, 11009, 'auth'],
  [11100, 11100, 'rejected'],
  [11101, 11101, 'not_found'],
  [11102, 11103, 'rejected'],
  [11104, 11104, 'auth'],
  [11105, 11105, 'rejected'],
  [11200, 11200, 'auth'],
  [21105, 21106, 'rejected'],
  [21108, 21119, 'rejected'],
  [21200, 21200, 'not_found'],
  [21201, 21201, 'auth'],
  [21202, 21203, 'rejected'],
  [21313, 21313, 'unavailable'],
  // A failed deployment is repeated by the next prediction.
  [21350, 21355, 'cold'],
  [21400, 21420, 'rejected'],
  [22001, 22002, 'rejected'],
  [22100, 22100, 'duplicate'],
  [22101, 22101, 'rejected'],
  [22102, 22102, 'not_found'],
  [22103, 22103, 'auth'],
  [22104, 22107, 'rejected'],
  [22108, 22108, 'unavailable'],
  [22999, 22999, 'rejected'],
  [24152, 24152, 'rejected'],
  [24155, 24155, 'rejected'],
  [24156, 24156, 'auth'],
  [24158, 24158, 'rejected'],
  [30002, 30002, 'unreadable'],
  [30004, 30004, 'unavailable'],
  [30100, 30100, 'duplicate'],
  [30101, 30101, 'unreadable'],
  [30102, 30102, 'not_found'],
  [30103, 30103, 'auth'],
  [30104, 30104, 'rejected'],
  [30105, 30106, 'unreadable'],
  [30300, 30300, 'unreadable'],
  [30502, 30502, 'unreadable'],
  [39996, 39998, 'unavailable'],
  [39999, 39999, 'rejected'],
  [40001, 40004, 'rejected'],
  [40010, 40010, 'duplicate'],
  [40011, 40016, 'unavailable'],
  [40017, 40017, 'rejected'],
  [40020, 40021, 'unavailable'],
  [40030, 40031, 'unavailable'],
  [40032, 40032, 'timeout'],
  [40033, 40033, 'rejected'],
  // Cancelled by the service: calls that Rollcall cancels reject with its own reason.
  [40034, 40035, 'unavailable'],
  [40037, 40037, 'unavailable'],
  [41000, 41011, 'unavailable'],
  [43001, 43001, 'unavailable'],
  [50001, 50001, 'auth'],
  [69000, 69001, 'quota'],
  [90400, 90400, 'rejected'],
  [90500, 90500, 'unavailable'],
  [98004, 98021, 'unavailable'],
  [99001, 99002, 'unavailable'],
  [99009, 99009, 'unavailable'],
];

/** Codes that can mean "this id is taken", among other things. */
const MAYBE_DUPLICATE: ReadonlySet<number> = new Set([11102, 21202, 21203, 22104, 22999, 30104, 39999, 40003, 40017]);

/**
 * The kind of failure a Clarifai status code stands for.
 * @param text its description and details: for some codes only they tell that an id is taken.
 */
export function kindOfStatus(code: number, text = ''): ClarifaiErrorKind {
  if (MAYBE_DUPLICATE.has(code) && /duplicate|already exists/i.test(text)) return 'duplicate';
  return ROWS.find(([from, to]) => from <= code && code <= to)?.[2] ?? 'unknown';
}

/** The kind of failure a gRPC status code stands for. */
export function kindOfGrpcCode(code: number, text = ''): ClarifaiErrorKind {
  switch (code) {
    case grpcStatus.DEADLINE_EXCEEDED:
      return 'timeout';
    // Cancelled by the server or a proxy: calls that Rollcall cancels reject with its own reason.
    case grpcStatus.CANCELLED:
    // A stream that was removed, for example.
    case grpcStatus.UNKNOWN:
    case grpcStatus.UNAVAILABLE:
    case grpcStatus.INTERNAL:
    case grpcStatus.ABORTED:
      return 'unavailable';
    case grpcStatus.RESOURCE_EXHAUSTED:
      // Either the service is busy, or the message is too large, which retrying does not change.
      return /larger than max|message.*size|size.*message/i.test(text) ? 'rejected' : 'unavailable';
    case grpcStatus.UNAUTHENTICATED:
    case grpcStatus.PERMISSION_DENIED:
      return 'auth';
    case grpcStatus.NOT_FOUND:
      return 'not_found';
    case grpcStatus.ALREADY_EXISTS:
      return 'duplicate';
    case grpcStatus.INVALID_ARGUMENT:
    case grpcStatus.FAILED_PRECONDITION:
    case grpcStatus.OUT_OF_RANGE:
    case grpcStatus.UNIMPLEMENTED:
      return 'rejected';
    default:
      return 'unknown';
  }
}
