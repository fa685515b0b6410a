import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { resources, StatusCode, type StatusMessage, type V2ClientClass } from '../../clarifai-protocol.js';
import type { Log } from '../../log.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import { ClarifaiError } from './errors.js';
import type { RateLimit } from './rate-limit.js';
import { coldPauseMs, type RetryPolicy, retryPauseMs, throttledPauseMs } from './retry.js';
import { type ReplyOf, type RequestOf, RPCS, type RpcName, rpcTitle } from './rpcs.js';
import { kindOfGrpcCode, kindOfStatus } from './status-table.js';
import type { Clock } from './waiting.js';

interface CallUnaryOptions {
  /** Waits so long for a model that is still being loaded. Without it, that is an error at once. */
  readonly coldLimitMs?: number;
  /** Told once, when such a wait begins. */
  readonly onCold?: (() => void) | undefined;
  /** A reply about several things counts as good when it says of each how it went: the caller reads them one by one. */
  readonly itemByItem?: boolean;
  /** Texts that must not get into the log although the service may repeat them in its answer: names of people. */
  readonly secrets?: readonly string[];
}

/** One call to Clarifai, from credentials to a reply that is known to be good. Rejects with a ClarifaiError. */
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
  const { clock, log, rateLimit, signal } = tools;

  return async (rpc, request, options = {}) => {
    if (!request.hasUserAppId()) request.setUserAppId(ownApp(tools));
    const startedAt = clock.now();
    let toldCold = false;
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await callOnce(tools, rpc, request, options);
        log.debug(`${rpcTitle(rpc)} took ${Math.round(clock.now() - startedAt)} ms`);
        return reply;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ClarifaiError)) throw error;
        if (error.kind === 'throttled' && attempt < tools.retry.attempts) {
          log.warn(`${error.message}; all calls wait`);
          rateLimit.pause(throttledPauseMs(tools.retry, attempt));
          continue;
        }
        const pauseMs =
          error.kind === 'cold'
            ? coldPauseMs(tools.retry, attempt, (options.coldLimitMs ?? 0) - (clock.now() - startedAt))
            : retryPauseMs(tools.retry, attempt, error, RPCS[rpc].repeatable);
        if (pauseMs === undefined) throw error;
        if (error.kind === 'cold' && !toldCold) {
          toldCold = true;
          options.onCold?.();
        }
        log.debug(`${error.message}; trying again in ${Math.round(pauseMs)} ms`);
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
  const { signal } = tools;
  if (!tools.circuit.mayTry()) {
    throw new ClarifaiError({
      kind: 'unavailable',
      rpc: rpcTitle(rpc),
      description: 'Not tried, because nothing was answered for a while',
      notTried: true,
    });
  }
  await tools.rateLimit.take();
  signal.throwIfAborted();
  try {
    const reply = await send(tools, rpc, request);
    throwUnlessGood(rpc, reply, options);
    tools.circuit.answered();
    return reply;
  } catch (error) {
    if (error instanceof ClarifaiError && (error.kind === 'unavailable' || error.kind === 'timeout')) {
      tools.circuit.failed();
    } else if (!signal.aborted) {
      tools.circuit.answered();
    }
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

function send<N extends RpcName>(tools: CallTools, rpc: N, request: RequestOf<N>): Promise<ReplyOf<N>> {
  const { signal } = tools;
  const metadata = new Metadata();
  metadata.set('authorization', `Key ${tools.key}`);
  const deadline = Date.now() + RPCS[rpc].deadlineMs;
  // TypeScript cannot see that the member named N of the client takes the request named N; this is the one place to say so.
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
  // The cause stays out: it carries the metadata of the call, and with it the key.
  return new ClarifaiError({
    kind: kindOfGrpcCode(code, details),
    rpc: rpcTitle(rpc),
    code,
    description: `gRPC call failed: ${details}`,
  });
}

/** A call can succeed for gRPC and still say in its reply that it failed, as a whole or for some of its items. */
function throwUnlessGood<N extends RpcName>(
  rpc: N,
  reply: ReplyOf<N>,
  { itemByItem = false, secrets = [] }: CallUnaryOptions,
): void {
  const status = reply.getStatus();
  const code = status?.getCode() ?? 0;
  if (code === StatusCode.SUCCESS) return;
  const partly = code === StatusCode.MIXED_STATUS || code === StatusCode.FAILURE;
  const failedItem = partly ? worstItem(RPCS[rpc].items?.(reply) ?? []) : undefined;
  if (itemByItem && failedItem !== undefined) return;
  throw fromStatus(rpcTitle(rpc), failedItem ?? status, secrets);
}

/** Clarifai's word for "this item failed because another one did" must not hide what that other one says. */
function worstItem(statuses: readonly (StatusMessage | undefined)[]): StatusMessage | undefined {
  const failed = statuses.filter((status) => status !== undefined && !isFine(status.getCode()));
  return failed.find((status) => status?.getCode() !== StatusCode.INPUT_FAILED) ?? failed[0];
}

/** Statuses an item of a failed call can have without having failed itself. */
function isFine(code: number): boolean {
  return FINE.has(code);
}
const FINE: ReadonlySet<number> = new Set([
  StatusCode.ZERO,
  StatusCode.SUCCESS,
  StatusCode.MIXED_STATUS,
  StatusCode.FAILURE,
  StatusCode.INPUT_SUCCESS,
  StatusCode.INPUT_PENDING,
  StatusCode.INPUT_IN_PROGRESS,
  StatusCode.ANNOTATION_SUCCESS,
  StatusCode.ANNOTATION_PENDING,
]);

const CONSENT_MISSING =
  'Clarifai wants the terms of face recognition to be accepted first. Open the application on Clarifai’s web page and accept them.';

/** Makes an error of a status that is not success. */
export function fromStatus(
  rpc: string,
  status: StatusMessage | undefined,
  secrets: readonly string[] = [],
): ClarifaiError {
  const hide = (text: string) =>
    secrets.reduce((shown, secret) => (secret ? shown.replaceAll(secret, '…') : shown), text);
  const description = status?.getDescription() ?? '';
  const details = status?.getDetails() ?? '';
  return new ClarifaiError({
    kind: kindOfStatus(status?.getCode() ?? 0, `${description} ${details}`),
    rpc,
    code: status?.getCode(),
    description: hide(description || 'The reply has no description'),
    details: hide(details),
    requestId: status?.getReqId(),
    advice: status?.getCode() === StatusCode.USER_CONSENT_FACE ? CONSENT_MISSING : undefined,
  });
}

function ownApp(tools: CallTools): InstanceType<typeof resources.UserAppIDSet> {
  return new resources.UserAppIDSet().setUserId(tools.userId).setAppId(tools.appId);
}
