import { StatusCode } from '../../clarifai-protocol.js';
import { type Interceptor, isWrite } from '../rpc.js';
import { noAnswer, refusal } from './answers.js';

/** Faults of calls, whatever they are about. Times are milliseconds, `now` only ever grows. */

/** Nothing is answered from the first write on, for so long. */
export function unavailable(forMs: number, now: () => number): Interceptor {
  let until: number | undefined;
  return async ({ rpc }, next) => {
    if (until === undefined && isWrite(rpc)) until = now() + forMs;
    if (until !== undefined && now() < until) throw noAnswer('Acted out: the service is not there');
    return next();
  };
}

/** A bucket that holds one second's worth; calls beyond it are refused, and cost nothing. */
export function throttled(perSecond: number, now: () => number): Interceptor {
  const room = Math.max(1, perSecond);
  let calls = room;
  let countedAt = now();
  return async ({ rpc }, next) => {
    calls = Math.min(room, calls + ((now() - countedAt) / 1_000) * perSecond);
    countedAt = now();
    if (calls < 1) {
      return refusal(rpc, StatusCode.CONN_THROTTLED, `Acted out: the limit is ${perSecond} requests per second.`);
    }
    calls -= 1;
    return next();
  };
}

/** Every `every`th write happens, and its answer is lost. */
export function lostReplies(every: number): Interceptor {
  let writes = 0;
  return async ({ rpc }, next) => {
    const reply = await next();
    if (isWrite(rpc)) {
      writes += 1;
      if (writes % every === 0) throw noAnswer('Acted out: the connection broke before the answer arrived');
    }
    return reply;
  };
}
