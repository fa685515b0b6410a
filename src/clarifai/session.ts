import type { ConsentMode } from '../faces/model.js';
import type { PersonRegistry } from '../faces/person-registry.js';
import type { Log } from '../log.js';
import type { EvaluationCache } from './model/evaluation-cache.js';
import type { FaceModel } from './model/face-model.js';
import type { ImageHashCache } from './photos/image-hash-cache.js';
import type { AnnotationCache } from './tags/annotation-cache.js';
import type { RecentUntags } from './tags/recent-untags.js';
import type { CallUnary } from './transport/call.js';
import type { RetryPolicy } from './transport/retry.js';
import type { Backoff, Clock } from './transport/waiting.js';

/** How often and how long the recogniser polls. Times in milliseconds. */
export interface PollingConfig {
  /** For a photo to be searched for faces. */
  readonly photo: Backoff;
  /** How long the service may hold each answer until the photos have been searched, in whole seconds; 0 not to ask for that. */
  readonly photoWaitSeconds: number;
  /** For a model version to be ready. */
  readonly training: Backoff;
  /** For a tag to show up in lists, or to vanish from them, after the service confirmed the change. */
  readonly tag: Backoff;
  /** Pauses before listing again the annotations of a photo that has just been searched and has none by a model. */
  readonly relistMs: readonly number[];
  /** For a model that is being loaded. */
  readonly coldLimitMs: number;
  /** How long to cache that nothing was trained yet. */
  readonly untrainedForMs: number;
  /** How many photos or annotations to ask for at once when all are listed: at most 1,000. */
  readonly listPageSize: number;
  /** How long to cache the people registry. */
  readonly registryMaxAgeMs: number;
}

/** One key, one application, one connection. */
export interface Session {
  /** Aborting it makes running and later calls and waits reject with its reason. */
  readonly signal: AbortSignal;
  readonly call: CallUnary;
  readonly clock: Clock;
  readonly log: Log;
  readonly userId: string;
  readonly appId: string;
  /** Ids of the model and workflow that training builds. */
  readonly modelId: string;
  readonly workflowId: string;
  readonly polling: PollingConfig;
  readonly retry: RetryPolicy;
  readonly imageHashes: ImageHashCache;
  readonly recentUntags: RecentUntags;
  readonly annotations: AnnotationCache;
  readonly evaluations: EvaluationCache;
  /** What holds until a person has answered whether they want to be recognised. */
  readonly consent: ConsentMode;
  /** The model that finds faces in this application; cached. */
  faceModel(): Promise<FaceModel>;
  /** Makes the next `faceModel()` read it again. */
  invalidateFaceModel(): void;
  /** At most {@link PollingConfig.registryMaxAgeMs} old. */
  registry(): Promise<PersonRegistry>;
  /** Makes the next `registry()` read it again. */
  invalidateRegistry(): void;
}
