import { isDeepStrictEqual } from 'node:util';
import type { ConsentMode } from '../faces/model.js';
import type { PersonRegistry } from '../faces/person-registry.js';
import type { Log } from '../log.js';
import { createEvaluationCache } from './model/evaluation-cache.js';
import { type FaceModel, findFaceModel } from './model/face-model.js';
import { readRegistry } from './people/people.js';
import { createImageHashCache } from './photos/image-hash-cache.js';
import type { PollingConfig, Session } from './session.js';
import { createAnnotationCache } from './tags/annotation-cache.js';
import { listPageByPeople } from './tags/list-annotations.js';
import { createRecentUntags } from './tags/recent-untags.js';
import { createCallUnary } from './transport/call.js';
import { createCircuitBreaker } from './transport/circuit-breaker.js';
import { connect, parseAddress } from './transport/connection.js';
import { HOSTED_POLLING, LOCAL_POLLING } from './transport/polling-presets.js';
import { createRateLimit, type RateLimit } from './transport/rate-limit.js';
import { DEFAULT_RETRY, type RetryPolicy } from './transport/retry.js';
import { type Clock, systemClock } from './transport/waiting.js';

export interface SessionOptions {
  /** `https://api.clarifai.com`, or `http://host:port` for a service without TLS. */
  readonly apiBase: string;
  readonly key: string;
  readonly userId: string;
  readonly appId: string;
  readonly log: Log;
  /** Default: 15 for a remote service, unlimited for one on this machine. */
  readonly requestsPerSecond?: number | undefined;
  /** Shared with other applications of the account, whose calls count together. Undefined: one of its own. */
  readonly rateLimit?: RateLimit | undefined;
  /** What holds until a person has answered whether they want to be recognised. Default: told. */
  readonly consent?: ConsentMode;
  /** Ids of the model and workflow that training builds, for applications with more than one. */
  readonly modelId?: string;
  readonly workflowId?: string;
  /** For tests. */
  readonly retry?: Partial<RetryPolicy>;
  readonly polling?: Partial<PollingConfig>;
  readonly clock?: Clock;
}

/** Clarifai's default for every account (docs.clarifai.com, rate limits). */
const DEFAULT_REQUESTS_PER_SECOND = 15;

/**
 * The rate limit of an account, for all its applications.
 * @throws UserFacingError if the address is invalid.
 */
export function createAccountLimit(
  { apiBase, requestsPerSecond }: Pick<SessionOptions, 'apiBase' | 'requestsPerSecond'>,
  clock: Clock = systemClock(new AbortController().signal),
): RateLimit {
  const { isLocal } = parseAddress(apiBase);
  return createRateLimit(
    requestsPerSecond ?? (isLocal ? Number.POSITIVE_INFINITY : DEFAULT_REQUESTS_PER_SECOND),
    clock,
  );
}

/**
 * Opens a session. Nothing is sent before the first call.
 * @param signal ends running and later calls with its reason.
 * @throws UserFacingError if the address is invalid.
 */
export function openSession(
  options: SessionOptions,
  signal: AbortSignal = new AbortController().signal,
): { readonly session: Session; close(): void } {
  const { key, userId, appId, log, clock = systemClock(signal) } = options;
  const address = parseAddress(options.apiBase);
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  const client = connect(address);
  const call = createCallUnary({
    client,
    key,
    userId,
    appId,
    rateLimit: options.rateLimit ?? createAccountLimit(options, clock),
    circuit: createCircuitBreaker({ failures: 5, overMs: 20_000, probeEveryMs: 10_000 }, clock),
    retry,
    clock,
    log,
    signal,
  });
  const polling = { ...(address.isLocal ? LOCAL_POLLING : HOSTED_POLLING), ...options.polling };
  let foundFaceModel: FaceModel | undefined;
  let people: { readonly at: number; readonly registry: PersonRegistry } | undefined;
  let last: PersonRegistry | undefined;
  let peopleChanges = 0;
  const session: Session = {
    signal,
    call,
    clock,
    log,
    userId,
    appId,
    modelId: options.modelId ?? 'rollcall-people',
    workflowId: options.workflowId ?? 'rollcall-naming',
    polling,
    retry,
    imageHashes: createImageHashCache(),
    recentUntags: createRecentUntags(),
    annotations: createAnnotationCache((page, perPage) => listPageByPeople(call, page, perPage), {
      clock,
      pageSize: polling.listPageSize,
    }),
    evaluations: createEvaluationCache(),
    consent: options.consent ?? 'told',
    async faceModel() {
      foundFaceModel ??= await findFaceModel(call);
      return foundFaceModel;
    },
    invalidateFaceModel() {
      foundFaceModel = undefined;
    },
    async registry() {
      const at = clock.now();
      if (people !== undefined && at - people.at < session.polling.registryMaxAgeMs) return people.registry;
      const changesBefore = peopleChanges;
      const read = await readRegistry(session);
      // The same object as long as nothing changes, because much is computed from it for all photos.
      const registry = last !== undefined && isSameRegistry(last, read) ? last : read;
      last = registry;
      if (peopleChanges === changesBefore) people = { at, registry };
      return registry;
    },
    invalidateRegistry() {
      peopleChanges++;
      people = undefined;
    },
  };
  return { session, close: () => client.close() };
}

function isSameRegistry(a: PersonRegistry, b: PersonRegistry): boolean {
  const refusals = ({ refused, refusedAt }: PersonRegistry) => [...refused].map((id) => [id, refusedAt(id)]);
  return isDeepStrictEqual(a.records, b.records) && isDeepStrictEqual(refusals(a), refusals(b));
}
