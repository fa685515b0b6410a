import { LRUCache } from 'lru-cache';
import type { Log } from '../log.js';
import { createCallUnary } from './call.js';
import { checkSetup } from './check-setup.js';
import { createCircuitBreaker } from './circuit-breaker.js';
import { connect, parseAddress } from './connection.js';
import { type FaceModel, findFaceModel } from './face-model.js';
import { HOSTED_PACE, NEARBY_PACE } from './pace.js';
import { addPerson, listPeople } from './people.js';
import { addPhoto, removePhoto } from './photos.js';
import { createRateLimit } from './rate-limit.js';
import { readPhoto } from './read-photo.js';
import type { Recognizer } from './recognizer.js';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.js';
import { createRunner } from './runner.js';
import type { Pace, Session } from './session.js';
import { type CropFace, predictFaces, withNames } from './suggest.js';
import { tagFace, untagFace } from './tag-face.js';
import { train } from './train.js';
import { type Clock, systemClock } from './waiting.js';

export interface RecognizerOptions {
  /** `https://api.clarifai.com`, or `http://host:port` for a service without TLS. */
  readonly apiBase: string;
  readonly key: string;
  readonly userId: string;
  readonly appId: string;
  readonly log: Log;
  /** Default: what Clarifai allows by itself, and no limit for a service on this machine. */
  readonly requestsPerSecond?: number;
  /** Ids of what training builds, for applications that hold more than one. */
  readonly modelId?: string;
  readonly workflowId?: string;
  /** Needed only with a model that gives one answer for a whole picture: without it such photos of several people stay unnamed. */
  readonly cropFace?: CropFace;
  /** For tests: less patience. */
  readonly retry?: Partial<RetryPolicy>;
  readonly pace?: Partial<Pace>;
  readonly clock?: Clock;
}

/** Clarifai's default for every account (docs.clarifai.com, rate limits). */
const DEFAULT_REQUESTS_PER_SECOND = 15;

/** How long after its search a photo without any sign of a model may still get one. */
const JUST_SEARCHED_MS = 15_000;

/**
 * Opens the door to a Clarifai service. Nothing is sent before the first call.
 * @throws UserFacingError when the address is none.
 */
export function createRecognizer(options: RecognizerOptions): Recognizer {
  const { key, userId, appId, log, clock = systemClock } = options;
  const address = parseAddress(options.apiBase);
  const perSecond =
    options.requestsPerSecond ?? (address.nearby ? Number.POSITIVE_INFINITY : DEFAULT_REQUESTS_PER_SECOND);
  const client = connect(address);
  const call = createCallUnary({
    client,
    key,
    userId,
    appId,
    rateLimit: createRateLimit(perSecond, clock),
    circuit: createCircuitBreaker({ failures: 5, overMs: 20_000, probeEveryMs: 10_000 }, clock),
    retry: { ...DEFAULT_RETRY, ...options.retry },
    clock,
    log,
  });
  let foundFaceModel: FaceModel | undefined;
  const session: Session = {
    call,
    clock,
    log,
    userId,
    appId,
    modelId: options.modelId ?? 'rollcall-people',
    workflowId: options.workflowId ?? 'rollcall-naming',
    pace: { ...(address.nearby ? NEARBY_PACE : HOSTED_PACE), ...options.pace },
    async faceModel(signal) {
      foundFaceModel ??= await findFaceModel(call, signal);
      return foundFaceModel;
    },
  };
  const { run, stop } = createRunner();
  const justSearched = new LRUCache<string, true>({ max: 1_000, ttl: JUST_SEARCHED_MS });
  let untrainedUntil = Number.NEGATIVE_INFINITY;

  return {
    checkSetup: (call) =>
      run(call, async (signal) => {
        foundFaceModel = undefined;
        return { engine: (await checkSetup(session, signal)).modelId };
      }),
    addPhoto: (photo, call) =>
      run(call, async (signal) => {
        const outcome = await addPhoto(session, photo, signal);
        justSearched.set(photo.id, true);
        return outcome;
      }),
    readPhoto: (photoId, call) =>
      run(call, async (signal) => {
        const photo = await readPhoto(session, photoId, justSearched.has(photoId), signal);
        justSearched.delete(photoId);
        return photo;
      }),
    suggest: (photo, picture, call) =>
      run(call, async (signal) => {
        const engine = (await session.faceModel(signal)).modelId;
        if (photo.faces.length === 0 || clock.now() < untrainedUntil) return { engine, byFace: new Map() };
        const request = { photo, picture, cropFace: options.cropFace };
        const byFace = await predictFaces(session, request, call?.onWarmingUp, signal);
        if (byFace === undefined) untrainedUntil = clock.now() + session.pace.untrainedForMs;
        return { engine, byFace: byFace === undefined ? new Map() : await withNames(session, byFace, signal) };
      }),
    listPeople: (call) => run(call, (signal) => listPeople(session, signal)),
    addPerson: (person, call) => run(call, (signal) => addPerson(session, person, signal)),
    tagFace: (tag, call) => run(call, (signal) => tagFace(session, tag, signal)),
    untagFace: (face, call) => run(call, (signal) => untagFace(session, face, signal)),
    removePhoto: (photoId, call) => run(call, (signal) => removePhoto(session, photoId, signal)),
    train: (request, call) =>
      run(call, async (signal) => {
        // The base workflow may have moved on to another version of its model since the start.
        foundFaceModel = undefined;
        const outcome = await train(session, request, signal);
        untrainedUntil = Number.NEGATIVE_INFINITY;
        return outcome;
      }),
    async close() {
      stop();
      client.close();
    },
  };
}
