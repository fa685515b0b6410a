import { setTimeout as sleep } from 'node:timers/promises';
import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { FaceEngine } from '../engine/face-engine.js';
import type { Interceptor } from '../rpc.js';
import { ApiError, buildStatus } from '../status.js';
import { refusal } from './answers.js';

/** Faults of what is posted: pictures and tags. */

/** The same engine, later. Ends with the program, however much is still to be waited for. */
export function slowEngine(engine: FaceEngine, ms: number): FaceEngine {
  return {
    ...engine,
    async analyze(picture, options = {}) {
      await sleep(ms, undefined, { ref: false, ...options });
      return engine.analyze(picture, options);
    },
  };
}

/** The same engine, which fails at every `every`th picture. */
export function failingEngine(engine: FaceEngine, every: number): FaceEngine {
  let looks = 0;
  return {
    ...engine,
    async analyze(picture, options) {
      looks += 1;
      if (looks % every === 0) throw new ApiError(StatusCode.INPUT_FAILED, 'Acted out: this picture failed.');
      return engine.analyze(picture, options);
    },
  };
}

/** Takes what is posted except every `every`th item, which is answered in its place with "try again". */
export function mixedReplies(every: number): Interceptor {
  let items = 0;
  const isRefused = () => ++items % every === 0;
  const tryAgain = () => buildStatus(StatusCode.TRY_AGAIN, 'Acted out: this one failed, its neighbours did not.');

  return async ({ rpc, request }, next) => {
    if (request instanceof service.PostInputsRequest) {
      const { refused, passed } = split(request.getInputsList(), isRefused);
      if (refused.size === 0) return next();
      request.setInputsList(passed);
      const reply = passed.length === 0 ? undefined : await next();
      if (reply !== undefined && !(reply instanceof service.MultiInputResponse)) return reply;
      const whole = (reply ?? refusal(rpc, StatusCode.FAILURE, '')) as InstanceType<typeof service.MultiInputResponse>;
      whole.setInputsList(
        merge(refused, whole.getInputsList(), (input) =>
          new resources.Input().setId(input.getId()).setStatus(tryAgain()),
        ),
      );
      if (reply !== undefined) whole.setStatus(buildStatus(StatusCode.MIXED_STATUS));
      return whole;
    }
    if (request instanceof service.PostAnnotationsRequest) {
      const { refused, passed } = split(request.getAnnotationsList(), isRefused);
      if (refused.size === 0) return next();
      request.setAnnotationsList(passed);
      const reply = passed.length === 0 ? undefined : await next();
      if (reply !== undefined && !(reply instanceof service.MultiAnnotationResponse)) return reply;
      const whole = (reply ?? refusal(rpc, StatusCode.FAILURE, '')) as InstanceType<
        typeof service.MultiAnnotationResponse
      >;
      whole.setAnnotationsList(
        merge(refused, whole.getAnnotationsList(), () => new resources.Annotation().setStatus(tryAgain())),
      );
      if (reply !== undefined) whole.setStatus(buildStatus(StatusCode.MIXED_STATUS));
      return whole;
    }
    return next();
  };
}

/** @returns what is refused by its place, and the others in their order. */
function split<T>(items: readonly T[], isRefused: () => boolean) {
  const refused = new Map<number, T>();
  const passed: T[] = [];
  for (const [place, item] of items.entries()) {
    if (isRefused()) refused.set(place, item);
    else passed.push(item);
  }
  return { refused, passed };
}

/** Puts the answers to refused items in their places. */
function merge<T>(refused: ReadonlyMap<number, T>, answered: readonly T[], refuse: (item: T) => T): T[] {
  const merged = [...answered];
  for (const [place, item] of refused) merged.splice(place, 0, refuse(item));
  return merged;
}
