import type { PersonRegistry } from '../faces/person-registry.js';
import type { Log } from '../log.js';
import type { FaceModel } from './model/face-model.js';
import type { ImageHashCache } from './photos/image-hash-cache.js';
import type { RecentUntags } from './tags/recent-untags.js';
import type { CallUnary } from './transport/call.js';
import type { RetryPolicy } from './transport/retry.js';
import type { Backoff, Clock } from './transport/waiting.js';

/** How long the recogniser waits for the service's slow work. */
export interface PollingConfig {
  /** For a photo to be searched for faces. */
  readonly photo: Backoff;
  /** For a model version to be ready. */
  readonly training: Backoff;
  /** For a tag to be readable, or gone, after the service said it is. */
  readonly tag: Backoff;
  /** Pauses before looking again for faces on a photo that has just been searched and shows no sign of it. */
  readonly relistMs: readonly number[];
  /** For a model that is being loaded. */
  readonly coldLimitMs: number;
  /** How long to believe that nothing has been trained yet without asking again. */
  readonly untrainedForMs: number;
  /** How long to believe that nobody was renamed, merged or removed without asking again. */
  readonly registryMaxAgeMs: number;
}

/** What every operation works with: one key, one application, one connection. */
export interface Session {
  /** Once it is aborted, running and later calls and waits reject with its reason. */
  readonly signal: AbortSignal;
  readonly call: CallUnary;
  readonly clock: Clock;
  readonly log: Log;
  readonly userId: string;
  readonly appId: string;
  /** Ids of what training builds. */
  readonly modelId: string;
  readonly workflowId: string;
  readonly polling: PollingConfig;
  readonly retry: RetryPolicy;
  readonly imageHashes: ImageHashCache;
  readonly recentUntags: RecentUntags;
  /** The model that finds faces in this application; asked for once. */
  faceModel(): Promise<FaceModel>;
  /** It is asked for again the next time: the base workflow may have moved on. */
  forgetFaceModel(): void;
  /** Everybody known, as they were at most {@link PollingConfig.registryMaxAgeMs} ago. */
  registry(): Promise<PersonRegistry>;
  /** They are asked for again the next time: something about them was changed. */
  forgetRegistry(): void;
}
