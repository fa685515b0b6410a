import type { FaceEngine } from '../engine/face-engine.js';
import type { Interceptor } from '../rpc.js';
import { lostReplies, throttled, unavailable } from './call-faults.js';
import type { Faults } from './faults.js';
import { failingEngine, mixedReplies, slowEngine } from './input-faults.js';
import { coldModel, modelsWithoutVersion, noNodeInputs, perPicture } from './model-faults.js';

/** Told at start, so that nobody looks for the cause elsewhere. */
export const FAULTS_ENABLED = 'Local Clarifai misbehaves on purpose, as ROLLCALL_LOCAL_CLARIFAI_FAULTS says.';

/**
 * Makes a local Clarifai act out faults: give what this returns to `startLocalClarifai`.
 * @param engine looks at pictures; closing the returned one closes it.
 */
export function injectFaults(
  faults: Faults,
  engine: FaceEngine,
  now: () => number = () => performance.now(),
): { readonly engine: FaceEngine; readonly intercept: Interceptor } {
  const { slowIndexingMs, failedInputs, throttle, unavailableMs, mixed, coldModelMs } = faults;
  let acting = engine;
  if (failedInputs !== undefined) acting = failingEngine(acting, failedInputs);
  if (slowIndexingMs !== undefined) acting = slowEngine(acting, slowIndexingMs);
  // From the outside in: a call that does not get through costs nothing, and an answer is lost last of all.
  const interceptors: readonly (Interceptor | undefined)[] = [
    unavailableMs === undefined ? undefined : unavailable(unavailableMs, now),
    throttle === undefined ? undefined : throttled(throttle, now),
    faults.lostReplies === undefined ? undefined : lostReplies(faults.lostReplies),
    mixed === undefined ? undefined : mixedReplies(mixed),
    coldModelMs === undefined ? undefined : coldModel(coldModelMs, now),
    faults.perPicture === true ? perPicture() : undefined,
    faults.modelsWithoutVersion === true ? modelsWithoutVersion() : undefined,
    faults.noNodeInputs === true ? noNodeInputs() : undefined,
  ];
  const intercept = interceptors
    .filter((each) => each !== undefined)
    .reduceRight<Interceptor>(
      (inner, outer) => (call, next) => outer(call, () => inner(call, next)),
      (_call, next) => next(),
    );
  return { engine: acting, intercept };
}
