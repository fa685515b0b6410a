import { randomBytes } from 'node:crypto';
import * as grpc from '@grpc/grpc-js';
import type { UserAppIDSet } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { IV2Server } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb';
import type { Status as StatusMessage } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { stackOf, UserFacingError } from '../errors.js';
import type { Log } from '../log.js';
import { DatabaseAwayError } from '../store/postgres/failures.js';
import { type AccessControl, PUBLIC_APP, PUBLIC_USER_ID } from './access.js';
import { ApiError, buildStatus, INTERNAL_ERROR } from './status.js';
import type { AppRow } from './tables/apps.js';

/** What every handler gets besides the request. */
interface Call {
  /** Aborted when the caller stops waiting for the reply. */
  readonly signal: AbortSignal;
  /** How long the reply may wait for work in progress, in ms: the caller's wish, at most {@link MAX_WAIT_MS}. */
  readonly waitMs: number;
}

const MAX_WAIT_MS = 10_000;

/** An RPC about an application. A reply without a status is sent as SUCCESS. */
interface AppRpc<Request, Reply> {
  readonly reply: new () => Reply;
  /** @throws ApiError becomes the status of an otherwise empty reply. */
  readonly handle: (request: Request, call: Call & { readonly app: AppRow }) => Reply | Promise<Reply>;
}

/** An RPC about a user. The application in `user_app_id` is ignored and need not exist. */
interface UserRpc<Request, Reply> {
  readonly reply: new () => Reply;
  readonly handleForUser: (request: Request, call: Call & { readonly userId: string }) => Reply | Promise<Reply>;
}

type Rpc<Request, Reply> = AppRpc<Request, Reply> | UserRpc<Request, Reply>;

type RpcOf<Handler> = Handler extends grpc.handleUnaryCall<infer Request, infer Reply> ? Rpc<Request, Reply> : never;

/** RPCs by their names in Clarifai's service definition, which also determines their types. */
export type Rpcs = { readonly [Name in keyof IV2Server]?: RpcOf<IV2Server[Name]> };

/**
 * Wraps every call, for tests and fault switches. It may wait, replace the reply, or throw a gRPC status object
 * (`{ code, details }`) to fail the call.
 */
export type Interceptor = (call: InterceptedCall, next: () => Promise<ReplyMessage>) => Promise<ReplyMessage>;

interface InterceptedCall {
  /** As in the service definition, for example `postInputs`. */
  readonly rpc: string;
  readonly request: unknown;
}

interface ReplyMessage {
  hasStatus(): boolean;
  getStatus(): StatusMessage | undefined;
  setStatus(status: StatusMessage): unknown;
}

interface RequestMessage {
  getUserAppId(): UserAppIDSet | undefined;
}

type UnaryCall = grpc.ServerUnaryCall<RequestMessage, ReplyMessage>;

/** What every handler shares. */
export interface HandlerOptions {
  readonly accessControl: AccessControl;
  readonly intercept: Interceptor;
  readonly log: Log;
}

/** Turns RPCs into handlers for a grpc.Server, which all check access, run the interceptor, and set statuses and request ids. */
export function buildHandlers(rpcs: Rpcs, options: HandlerOptions): grpc.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(rpcs).map(([name, rpc]) => [
      name,
      // Each name has its own request and reply types, which Object.entries can't express.
      buildHandler(name, rpc as unknown as Rpc<RequestMessage, ReplyMessage>, options),
    ]),
  );
}

function buildHandler(
  name: string,
  rpc: Rpc<RequestMessage, ReplyMessage>,
  { accessControl, intercept, log }: HandlerOptions,
): grpc.handleUnaryCall<RequestMessage, ReplyMessage> {
  const work = async ({ metadata, request }: UnaryCall, signal: AbortSignal): Promise<ReplyMessage> => {
    accessControl.checkKey(metadata);
    const ids = request.getUserAppId();
    const waitMs = readWait(metadata);
    if ('handleForUser' in rpc) {
      const userId = accessControl.userOf(ids);
      if (isWrite(name) && userId === PUBLIC_USER_ID) throw readOnly(`Resources of user ${userId}`);
      return rpc.handleForUser(request, { userId, signal, waitMs });
    }
    const app = await accessControl.appOf(ids);
    if (isWrite(name) && app === PUBLIC_APP) throw readOnly(`Application ${app.user_id}/${app.id}`);
    return rpc.handle(request, { app, signal, waitMs });
  };

  const answer = async (call: UnaryCall): Promise<ReplyMessage> => {
    const signal = signalOf(call);
    try {
      return await work(call, signal);
    } catch (error) {
      if (error instanceof DatabaseAwayError) {
        log.warn(`${name} failed: ${error.message}`);
        // Clients try again, perhaps on another server.
        throw { code: grpc.status.UNAVAILABLE, details: error.message };
      }
      const reply = new rpc.reply();
      reply.setStatus(signal.aborted ? buildStatus(StatusCode.REQUEST_CANCELED_BY_USER) : statusOf(error, name, log));
      return reply;
    }
  };

  return (call, callback) => {
    intercept({ rpc: name, request: call.request }, () => answer(call)).then(
      (reply) => {
        const status = reply.getStatus() ?? buildStatus(StatusCode.SUCCESS);
        status.setReqId(randomBytes(16).toString('hex'));
        reply.setStatus(status);
        callback(null, reply);
      },
      (error: Partial<grpc.StatusObject>) => callback(error),
    );
  };
}

/** Aborted when the call is cancelled, by its caller or because its deadline passed. */
function signalOf(call: UnaryCall): AbortSignal {
  const controller = new AbortController();
  if (call.cancelled) controller.abort();
  call.once('cancelled', () => controller.abort());
  return controller.signal;
}

/** The wish of `prefer: wait=<seconds>` (RFC 7240, 4.3), in ms. */
function readWait(metadata: grpc.Metadata): number {
  const [, seconds = '0'] = /^wait=(\d+)$/.exec(String(metadata.get('prefer')[0])) ?? [];
  return Math.min(Number(seconds) * 1000, MAX_WAIT_MS);
}

/** Whether an RPC changes stored data. Predictions and searches are also posted but change nothing. */
export function isWrite(rpc: string): boolean {
  return /^(post|patch|delete)/.test(rpc) && !/^post(WorkflowResults|ModelOutputs|.*Searches)$/.test(rpc);
}

function readOnly(what: string): ApiError {
  return new ApiError(StatusCode.CONN_INSUFFICIENT_SCOPES, `${what} cannot be changed.`);
}

function statusOf(error: unknown, rpc: string, log: Log): StatusMessage {
  if (error instanceof ApiError) return buildStatus(error.code, error.details);
  if (error instanceof UserFacingError) {
    log.error(`${rpc} failed: ${error.message}`);
    return buildStatus(StatusCode.INTERNAL_SERVER_ISSUE, error.message);
  }
  log.error(`${rpc} failed: ${stackOf(error)}`);
  return buildStatus(StatusCode.INTERNAL_UNCATEGORIZED, INTERNAL_ERROR);
}
