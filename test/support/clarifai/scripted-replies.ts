import type { ReplyOf, RequestOf, RpcName } from '../../../src/clarifai/transport/rpcs.js';
import { Status, type StatusMessage, Timestamp } from '../../../src/clarifai-protocol.js';
import type { Interceptor } from '../../../src/local-clarifai/rpc.js';

/**
 * Answers one call in place of the local Clarifai. A {@link GrpcFailure} that is thrown fails the call itself.
 * @param nth counts the calls of its kind from 1.
 * @param next what the local Clarifai answers to the request as it is then.
 */
export type Handler<N extends RpcName> = (
  request: RequestOf<N>,
  nth: number,
  next: () => Promise<ReplyOf<N>>,
) => ReplyOf<N> | Promise<ReplyOf<N>>;
export type Handlers = { [N in RpcName]?: Handler<N> };

/** Thrown by a handler: the call fails for gRPC, as when a proxy or the network is at fault. */
export class GrpcFailure extends Error {
  readonly code: number;
  constructor(code: number, details: string) {
    super(details);
    this.code = code;
  }
}

/** The calls that a local Clarifai got, and what it answers instead of its own replies. */
export interface Script {
  readonly calls: readonly { readonly rpc: RpcName }[];
  /** Answers of calls from now on; a test changes them as it goes. */
  readonly handlers: Handlers;
  count(rpc: RpcName): number;
  readonly intercept: Interceptor;
}

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

/** The call happens, and its answer is lost the first time. */
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

/** @param ms since 1970. */
export function timestamp(ms: number): InstanceType<typeof Timestamp> {
  return Timestamp.fromDate(new Date(ms));
}
