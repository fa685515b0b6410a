import type { FaceEngine } from '../engine/face-engine.js';
import type { Interceptor } from '../rpc.js';
import { lostReplies, throttled, unavailable } from './call-faults.js';
import type { Faults } from './faults.js';
import { failingEngine, mixedReplies, slowEngine } from './input-faults.js';
import { coldModel, modelsWithoutVersion, noNodeInputs, perPicture } from './model-faults.js';

/** Logged at start, so that no one takes a simulated fault for a real one. */
export const FAULTS_ENABLED = 'ROLLCALL_LOCAL_CLARIFAI_FAULTS is set, so local Clarifai simulates faults.';

/**
 * Makes local Clarifai simulate faults. Pass the result to `startLocalClarifai`.
 * @param engine closed when the returned engine is closed.
 * @param now a monotonic clock in milliseconds.
 */
export function injectFaults(
  faults: Faults,
  engine: FaceEngine,
  now: () => number = () => performance.now(),
): { readonly engine: FaceEngine; readonly intercept: Interceptor } {
  const { slowIndexingMs, failedInputs, throttle, unavailableMs, mixed, coldModelMs } = faults;
  let faultyEngine = engine;
  if (failedInputs !== undefined) faultyEngine = failingEngine(faultyEngine, failedInputs);
  if (slowIndexingMs !== undefined) faultyEngine = slowEngine(faultyEngine, slowIndexingMs);
  // From the outermost to the innermost: failed calls don't count against the rate limit, and refused calls don't lose replies.
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
  return { engine: faultyEngine, intercept };
}
