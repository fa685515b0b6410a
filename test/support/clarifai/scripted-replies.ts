import type { ReplyOf, RequestOf, RpcName } from '../../../src/clarifai/transport/rpcs.js';
import { Status, type StatusMessage, Timestamp } from '../../../src/clarifai-protocol.js';
import type { Interceptor } from '../../../src/local-clarifai/rpc.js';

/**
 * Answers a call instead of local Clarifai. Throwing a {@link GrpcFailure} fails the call itself.
 * @param nth the number of this call among those of its RPC, from 1.
 * @param next passes the request, with any changes, to local Clarifai.
 */
export type Handler<N extends RpcName> = (
  request: RequestOf<N>,
  nth: number,
  next: () => Promise<ReplyOf<N>>,
) => ReplyOf<N> | Promise<ReplyOf<N>>;
/** Handlers by RPC. Local Clarifai answers the calls of other RPCs. */
export type Handlers = { [N in RpcName]?: Handler<N> };

/** Thrown by a handler to fail the call in gRPC, as a broken proxy or network does. */
export class GrpcFailure extends Error {
  readonly code: number;
  constructor(code: number, details: string) {
    super(details);
    this.code = code;
  }
}

/** Records the calls to local Clarifai, and replaces some of its replies. */
export interface Script {
  readonly calls: readonly { readonly rpc: RpcName }[];
  /** The handlers of further calls. A test can change them at any time. */
  readonly handlers: Handlers;
  count(rpc: RpcName): number;
  readonly intercept: Interceptor;
}

/** Creates a script. Pass its `intercept` to local Clarifai. */
export function createScript(handlers: Handlers = {}): Script {
  const calls: { rpc: RpcName }[] = [];
  const count = (rpc: RpcName) => calls.filter((each) => each.rpc === rpc).length;
  return {
    calls,
    handlers,
    count,
    async intercept(call, next) {
      const rpc = call.rpc as RpcName;
      calls.push({ rpc });
      const handler = handlers[rpc] as Handler<RpcName> | undefined;
      if (handler === undefined) return await next();
      try {
        const answer = next as () => Promise<ReplyOf<RpcName>>;
        return await handler(call.request as RequestOf<RpcName>, count(rpc), answer);
      } catch (error) {
        const code = error instanceof GrpcFailure ? error.code : 2;
        throw { code, details: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

/** Carries out every call, but loses the first reply. */
export function losesFirstAnswer<N extends RpcName>(rpc: N): Handlers {
  let isLost = false;
  const handler: Handler<N> = async (_request, _nth, next) => {
    const reply = await next();
    if (isLost) return reply;
    isLost = true;
    throw new GrpcFailure(14, 'connection reset');
  };
  return { [rpc]: handler };
}

/** A status message; code 10000 is success. */
export function status(code = 10000, description = '', details = '', requestId = ''): StatusMessage {
  return new Status().setCode(code).setDescription(description).setDetails(details).setReqId(requestId);
}

/** A point in time. @param ms milliseconds since 1970. */
export function timestamp(ms: number): InstanceType<typeof Timestamp> {
  return Timestamp.fromDate(new Date(ms));
}
