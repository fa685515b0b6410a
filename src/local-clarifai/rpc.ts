import { randomBytes } from 'node:crypto';
import type * as grpc from '@grpc/grpc-js';
import type { UserAppIDSet } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { IV2Server } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb';
import type { Status as StatusMessage } from 'clarifai-nodejs-grpc/proto/clarifai/api/status/status_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { UserFacingError } from '../errors.js';
import type { Log } from '../log.js';
import { ApiError, buildStatus } from './status.js';
import type { AppRow } from './tables/apps.js';

/** What every handler is told about the call besides its request. */
interface Call {
  /** The application the request is about. */
  readonly app: AppRow;
}

/** One RPC: how its reply is made, and who answers it. A reply without a status counts as SUCCESS. */
interface Rpc<Request, Reply> {
  readonly reply: new () => Reply;
  readonly handle: (request: Request, call: Call) => Reply | Promise<Reply>;
}

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

export interface HandlerOptions {
  /** @throws ApiError when the caller may not call at all, or names an application that does not exist. */
  readonly admit: (metadata: grpc.Metadata, userAppId: UserAppIDSet | undefined) => AppRow;
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
  { admit, intercept, log }: HandlerOptions,
): grpc.handleUnaryCall<RequestMessage, ReplyMessage> {
  const answer = async (call: grpc.ServerUnaryCall<RequestMessage, ReplyMessage>): Promise<ReplyMessage> => {
    try {
      const app = admit(call.metadata, call.request.getUserAppId());
      return await rpc.handle(call.request, { app });
    } catch (error) {
      const reply = new rpc.reply();
      reply.setStatus(statusOf(error, name, log));
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

function statusOf(error: unknown, rpc: string, log: Log): StatusMessage {
  if (error instanceof ApiError) return buildStatus(error.code, error.details);
  if (error instanceof UserFacingError) {
    log.error(`${rpc} failed: ${error.message}`);
    return buildStatus(StatusCode.INTERNAL_SERVER_ISSUE, error.message);
  }
  log.error(`${rpc} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return buildStatus(
    StatusCode.INTERNAL_UNCATEGORIZED,
    'Something went wrong inside the local Clarifai; its log says what.',
  );
}
