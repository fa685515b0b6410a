import { StatusCode } from '../../clarifai-protocol.js';
import { type Interceptor, isWrite } from '../rpc.js';
import { noAnswer, refusal } from './answers.js';

/** Faults of calls of any kind. Times are milliseconds of a monotonic clock. */

/** Fails all calls for `forMs`, starting with the first write. */
export function unavailable(forMs: number, now: () => number): Interceptor {
  let until: number | undefined;
  return async ({ rpc }, next) => {
    if (until === undefined && isWrite(rpc)) until = now() + forMs;
    if (until !== undefined && now() < until) throw noAnswer('Injected fault: the service is unavailable');
    return next();
  };
}

/** Limits the rate of calls with a token bucket that holds one second's worth. Refused calls take no token. */
export function throttled(perSecond: number, now: () => number): Interceptor {
  const capacity = Math.max(1, perSecond);
  let tokens = capacity;
  let countedAt = now();
  return async ({ rpc }, next) => {
    tokens = Math.min(capacity, tokens + ((now() - countedAt) / 1_000) * perSecond);
    countedAt = now();
    if (tokens < 1) {
      return refusal(rpc, StatusCode.CONN_THROTTLED, `Injected fault: the limit is ${perSecond} requests per second.`);
    }
    tokens -= 1;
    return next();
  };
}

/** Carries out every write, but loses the reply to each `every`th one. */
export function lostReplies(every: number): Interceptor {
  let writes = 0;
  return async ({ rpc }, next) => {
    const reply = await next();
    if (isWrite(rpc)) {
      writes += 1;
      if (writes % every === 0) throw noAnswer('Injected fault: the connection broke before the reply arrived');
    }
    return reply;
  };
}
