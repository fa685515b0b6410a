import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { resources, type V2ClientClass } from '../../clarifai-protocol.js';
import type { Log } from '../../log.js';
import { publish } from '../../measurements.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import { ClarifaiError } from './errors.js';
import type { RateLimit } from './rate-limit.js';
import { assertSuccess } from './reply-status.js';
import { coldPauseMs, type RetryPolicy, retryPauseMs, throttledPauseMs } from './retry.js';
import { type ReplyOf, type RequestOf, RPCS, type RpcName, rpcTitle } from './rpcs.js';
import { kindOfGrpcCode } from './status-table.js';
import type { Clock } from './waiting.js';

interface CallUnaryOptions {
  /** How long to wait for a model that is still being loaded. Default: not at all. */
  readonly coldLimitMs?: number;
  /** Called once when such a wait begins. */
  readonly onCold?: (() => void) | undefined;
  /** How long the service may hold its reply until nothing that was asked for is in progress, in whole seconds. Default: not at all. */
  readonly waitSeconds?: number;
  /** Accepts a reply in which only some items failed: the caller reads their statuses. */
  readonly itemByItem?: boolean;
  /** Texts that the service may repeat in its reply and that must not get into the log: names of people. */
  readonly secrets?: readonly string[];
}

/** Calls Clarifai and resolves with a successful reply. Rejects with a ClarifaiError. */
export type CallUnary = <N extends RpcName>(
  rpc: N,
  request: RequestOf<N>,
  options?: CallUnaryOptions,
) => Promise<ReplyOf<N>>;

export interface CallTools {
  readonly client: V2ClientClass;
  readonly key: string;
  readonly userId: string;
  readonly appId: string;
  readonly rateLimit: RateLimit;
  readonly circuit: CircuitBreaker;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends running and later calls with its reason. */
  readonly signal: AbortSignal;
}

export function createCallUnary(tools: CallTools): CallUnary {
  const { clock, log, rateLimit, retry, signal, userId, appId } = tools;

  return async (rpc, request, options = {}) => {
    if (!request.hasUserAppId()) request.setUserAppId(new resources.UserAppIDSet().setUserId(userId).setAppId(appId));
    const startedAt = clock.now();
    const elapsedMs = () => clock.now() - startedAt;
    const measure = (result: string) =>
      publish('call', () => ({ service: 'clarifai', method: rpcTitle(rpc), result, ms: elapsedMs() }));
    let reportedCold = false;
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await callOnce(tools, rpc, request, options);
        log.debug(`${rpcTitle(rpc)} took ${Math.round(elapsedMs())} ms`);
        measure('ok');
        return reply;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ClarifaiError)) throw error;
        measure(error.kind);
        if (error.kind === 'throttled' && attempt < retry.attempts) {
          log.warn(`${error.message}; all calls pause`);
          rateLimit.pause(throttledPauseMs(retry, attempt));
          continue;
        }
        const pauseMs =
          error.kind === 'cold'
            ? coldPauseMs(retry, attempt, (options.coldLimitMs ?? 0) - elapsedMs())
            : retryPauseMs(retry, attempt, error, RPCS[rpc].repeatable);
        if (pauseMs === undefined) throw error;
        if (error.kind === 'cold' && !reportedCold) {
          reportedCold = true;
          options.onCold?.();
        }
        log.debug(`${error.message}; retrying in ${Math.round(pauseMs)} ms`);
        await clock.sleep(pauseMs);
      }
    }
  };
}

async function callOnce<N extends RpcName>(
  tools: CallTools,
  rpc: N,
  request: RequestOf<N>,
  options: CallUnaryOptions,
): Promise<ReplyOf<N>> {
  const { circuit, rateLimit, signal } = tools;
  if (!circuit.mayTry()) {
    throw new ClarifaiError({
      kind: 'unavailable',
      rpc: rpcTitle(rpc),
      description: 'Not sent, because the service has not answered for a while',
      notTried: true,
    });
  }
  await rateLimit.take();
  signal.throwIfAborted();
  try {
    const reply = await send(tools, rpc, request, options.waitSeconds);
    assertSuccess(rpc, reply, options);
    circuit.answered();
    return reply;
  } catch (error) {
    const isUnanswered = error instanceof ClarifaiError && ['unavailable', 'timeout'].includes(error.kind);
    if (isUnanswered) circuit.failed();
    else if (!signal.aborted) circuit.answered();
    throw error;
  }
}

/** A unary method with all its arguments; the generated class has overloads with fewer. */
type UnaryMethod<N extends RpcName> = (
  request: RequestOf<N>,
  metadata: Metadata,
  options: { deadline: number },
  callback: (error: ServiceError | null, reply: ReplyOf<N> | undefined) => void,
) => { cancel(): void };

function send<N extends RpcName>(
  tools: CallTools,
  rpc: N,
  request: RequestOf<N>,
  waitSeconds = 0,
): Promise<ReplyOf<N>> {
  const { signal } = tools;
  const metadata = new Metadata();
  metadata.set('authorization', `Key ${tools.key}`);
  // RFC 7240, 4.3. Local Clarifai does so; other services ignore it.
  if (waitSeconds > 0) metadata.set('prefer', `wait=${waitSeconds}`);
  const deadline = Date.now() + RPCS[rpc].deadlineMs;
  // TypeScript cannot infer that the client's method named N takes the request named N.
  const method = tools.client[rpc].bind(tools.client) as unknown as UnaryMethod<N>;

  return new Promise((resolve, reject) => {
    const call = method(request, metadata, { deadline }, (error, reply) => {
      signal.removeEventListener('abort', cancel);
      if (error === null && reply !== undefined) resolve(reply);
      else reject(fromGrpc(rpc, error, tools.key));
    });
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel);
  });
}

function fromGrpc(rpc: RpcName, error: ServiceError | null, key: string): ClarifaiError {
  const code = error?.code ?? -1;
  const details = (error?.details ?? 'no reply').replaceAll(key, '…');
  // No `cause`: the gRPC error contains the metadata of the call, and with it the key.
  return new ClarifaiError({
    kind: kindOfGrpcCode(code, details),
    rpc: rpcTitle(rpc),
    code,
    description: `gRPC call failed: ${details}`,
  });
}
