import { setTimeout as sleep } from 'node:timers/promises';
import { type Input, resources, StatusCode, service } from '../../clarifai-protocol.js';
import type { FaceEngine } from '../engine/face-engine.js';
import type { Interceptor } from '../rpc.js';
import { ApiError, buildStatus } from '../status.js';

/** Faults of posted pictures and tags. */

/** An engine that takes `ms` longer for each picture. */
export function slowEngine(engine: FaceEngine, ms: number): FaceEngine {
  return {
    ...engine,
    async analyze(picture, options = {}) {
      // Unreferenced, so that the program can end in the meantime.
      await sleep(ms, undefined, { ref: false, ...options });
      return engine.analyze(picture, options);
    },
  };
}

/** An engine that fails on each `every`th picture. */
export function failingEngine(engine: FaceEngine, every: number): FaceEngine {
  let pictures = 0;
  return {
    ...engine,
    async analyze(picture, options) {
      pictures += 1;
      if (pictures % every === 0) throw new ApiError(StatusCode.INPUT_FAILED, 'Injected fault: this picture failed.');
      return engine.analyze(picture, options);
    },
  };
}

/** Accepts posted inputs and annotations, but refuses each `every`th one with "try again". */
export function mixedReplies(every: number): Interceptor {
  let items = 0;
  const isRefused = () => ++items % every === 0;
  const tryAgain = () => buildStatus(StatusCode.TRY_AGAIN, 'Injected fault: only this item failed.');
  const overall = (accepted: readonly unknown[]) =>
    buildStatus(accepted.length === 0 ? StatusCode.FAILURE : StatusCode.MIXED_STATUS);

  return async ({ request }, next) => {
    if (request instanceof service.PostInputsRequest) {
      const { refused, accepted } = split(request.getInputsList(), isRefused);
      if (refused.size === 0) return next();
      request.setInputsList(accepted);
      const reply = accepted.length === 0 ? new service.MultiInputResponse() : await next();
      if (!(reply instanceof service.MultiInputResponse)) return reply;
      const refuse = (input: Input) => new resources.Input().setId(input.getId()).setStatus(tryAgain());
      return reply.setInputsList(merge(refused, reply.getInputsList(), refuse)).setStatus(overall(accepted));
    }
    if (request instanceof service.PostAnnotationsRequest) {
      const { refused, accepted } = split(request.getAnnotationsList(), isRefused);
      if (refused.size === 0) return next();
      request.setAnnotationsList(accepted);
      const reply = accepted.length === 0 ? new service.MultiAnnotationResponse() : await next();
      if (!(reply instanceof service.MultiAnnotationResponse)) return reply;
      const refuse = () => new resources.Annotation().setStatus(tryAgain());
      return reply.setAnnotationsList(merge(refused, reply.getAnnotationsList(), refuse)).setStatus(overall(accepted));
    }
    return next();
  };
}

/** The refused items by their index, and the others in their order. */
function split<T>(items: readonly T[], isRefused: () => boolean) {
  const refused = new Map<number, T>();
  const accepted: T[] = [];
  for (const [index, item] of items.entries()) {
    if (isRefused()) refused.set(index, item);
    else accepted.push(item);
  }
  return { refused, accepted };
}

/** Inserts the replies to refused items at their indexes. */
function merge<T>(refused: ReadonlyMap<number, T>, replies: readonly T[], refuse: (item: T) => T): T[] {
  const merged = [...replies];
  for (const [index, item] of refused) merged.splice(index, 0, refuse(item));
  return merged;
}
