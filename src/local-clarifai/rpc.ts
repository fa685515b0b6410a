import { randomBytes } from 'node:crypto';
import type * as grpc from '@grpc/grpc-js';
import type { UserAppIDSet } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { IV2Server } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb';
import type { Status as StatusMessage } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { stackOf, UserFacingError } from '../errors.js';
import type { Log } from '../log.js';
import { type Admission, PUBLIC_APP, PUBLIC_USER_ID } from './access.js';
import { ApiError, buildStatus, INTERNAL_ERROR } from './status.js';
import type { AppRow } from './tables/apps.js';

/** What every handler is told about the call besides its request. */
interface Call {
  /** Aborted when nobody waits for the reply any more. */
  readonly signal: AbortSignal;
}

/** One RPC: how its reply is made, and who answers it. A reply without a status counts as SUCCESS. */
interface AppRpc<Request, Reply> {
  readonly reply: new () => Reply;
  /** @param call.app the application the request is about. */
  readonly handle: (request: Request, call: Call & { readonly app: AppRow }) => Reply | Promise<Reply>;
}

/** One that is about a user: the application in its `user_app_id` does not matter and need not exist. */
interface UserRpc<Request, Reply> {
  readonly reply: new () => Reply;
  readonly handleForUser: (request: Request, call: Call & { readonly userId: string }) => Reply | Promise<Reply>;
}

type Rpc<Request, Reply> = AppRpc<Request, Reply> | UserRpc<Request, Reply>;

type RpcOf<Handler> = Handler extends grpc.handleUnaryCall<infer Request, infer Reply> ? Rpc<Request, Reply> : never;

/** RPCs by their name in Clarifai's service. The generated service fixes the types of each. */
export type Rpcs = { readonly [Name in keyof IV2Server]?: RpcOf<IV2Server[Name]> };

/**
 * The single point every call passes on its way in and out; tests and fault switches put themselves here. It may wait,
 * replace the answer, or throw a gRPC status object (`{ code, details }`) instead of answering.
 */
export type Interceptor = (call: InterceptedCall, next: () => Promise<ReplyMessage>) => Promise<ReplyMessage>;

interface InterceptedCall {
  /** As in the service definition: `postInputs`. */
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

export interface HandlerOptions {
  readonly admission: Admission;
  readonly intercept: Interceptor;
  readonly log: Log;
}

/** Turns the table of RPCs into what a grpc.Server takes: access check, interceptor, statuses and request ids in one place. */
export function buildHandlers(rpcs: Rpcs, options: HandlerOptions): grpc.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(rpcs).map(([name, rpc]) => [
      name,
      buildHandler(name, rpc as unknown as Rpc<RequestMessage, ReplyMessage>, options),
    ]),
  );
}

function buildHandler(
  name: string,
  rpc: Rpc<RequestMessage, ReplyMessage>,
  { admission, intercept, log }: HandlerOptions,
): grpc.handleUnaryCall<RequestMessage, ReplyMessage> {
  const work = ({ metadata, request }: UnaryCall, signal: AbortSignal): ReplyMessage | Promise<ReplyMessage> => {
    admission.checkKey(metadata);
    const ids = request.getUserAppId();
    if ('handleForUser' in rpc) {
      const userId = admission.userOf(ids);
      if (isWrite(name) && userId === PUBLIC_USER_ID) throw readOnly(`What belongs to ${userId}`);
      return rpc.handleForUser(request, { userId, signal });
    }
    const app = admission.appOf(ids);
    if (isWrite(name) && app === PUBLIC_APP) throw readOnly(`${app.user_id}/${app.id}`);
    return rpc.handle(request, { app, signal });
  };

  const answer = async (call: UnaryCall): Promise<ReplyMessage> => {
    const signal = signalOf(call);
    try {
      return await work(call, signal);
    } catch (error) {
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

/** A deadline that passes cancels a call as well. */
function signalOf(call: UnaryCall): AbortSignal {
  const controller = new AbortController();
  if (call.cancelled) controller.abort();
  call.once('cancelled', () => controller.abort());
  return controller.signal;
}

/** Calls that change something. Predictions and searches are posted too, and change nothing. */
export function isWrite(rpc: string): boolean {
  return /^(post|patch|delete)/.test(rpc) && !/^post(WorkflowResults|ModelOutputs|.*Searches)$/.test(rpc);
}

function readOnly(what: string): ApiError {
  return new ApiError(StatusCode.CONN_INSUFFICIENT_SCOPES, `${what} can only be read.`);
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
