import { WebAPIRateLimitedError } from '@slack/web-api';
import pLimit from 'p-limit';

/** Optional calls that are useless when late, so they never wait. */
const COURTESIES: ReadonlySet<string> = new Set(['assistant.threads.setStatus']);
/** How many times one call waits before it fails. */
const MAX_WAITS = 5;

/** After a 429, only calls of the same method and channel wait. */
export interface RateLimits {
  /**
   * Makes a call, and repeats it while Slack limits its rate.
   * @param method a method of the Web API; `args` are its arguments.
   * @throws WebAPIRateLimitedError after several waits, and at once for an optional call.
   */
  run<T>(method: string, args: unknown, call: () => Promise<T>): Promise<T>;
}

/** Calls of one kind that have to wait. They are made one by one, in order. */
interface Queue {
  readonly limit: ReturnType<typeof pLimit>;
  /** Milliseconds since 1970. */
  openAtMs: number;
  /** How many calls are waiting or being made. */
  calls: number;
}

/**
 * Slack limits each method separately, and posts to each channel separately, to about one a second
 * (docs.slack.dev/apis/web-api/rate-limits). Slack's own client makes every call wait when one is limited, so that one busy
 * channel would block all others.
 */
export function createRateLimits(deps: {
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}): RateLimits {
  const queues = new Map<string, Queue>();

  async function inQueue<T>(key: string, queue: Queue, call: () => Promise<T>): Promise<T> {
    queue.calls += 1;
    try {
      return await queue.limit(async () => {
        for (let waits = 0; ; waits++) {
          const waitMs = queue.openAtMs - deps.now();
          if (waitMs > 0) await deps.sleep(waitMs);
          try {
            return await call();
          } catch (error) {
            if (!(error instanceof WebAPIRateLimitedError) || waits === MAX_WAITS) throw error;
            hold(queue, error);
          }
        }
      });
    } finally {
      queue.calls -= 1;
      if (queue.calls === 0) queues.delete(key);
    }
  }

  function hold(queue: Queue, { retryAfter }: WebAPIRateLimitedError): void {
    queue.openAtMs = Math.max(queue.openAtMs, deps.now() + retryAfter * 1000);
  }

  return {
    async run(method, args, call) {
      if (COURTESIES.has(method)) return await call();
      const key = `${method} ${channelOf(args)}`;
      const slow = queues.get(key);
      if (slow !== undefined) return await inQueue(key, slow, call);
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof WebAPIRateLimitedError)) throw error;
        const queue = queues.get(key) ?? { limit: pLimit(1), openAtMs: 0, calls: 0 };
        queues.set(key, queue);
        hold(queue, error);
        return await inQueue(key, queue, call);
      }
    },
  };
}

/** The conversation a call is about; empty if there is none. */
function channelOf(args: unknown): string {
  if (typeof args !== 'object' || args === null) return '';
  if ('channel' in args && typeof args.channel === 'string') return args.channel;
  return 'channel_id' in args && typeof args.channel_id === 'string' ? args.channel_id : '';
}
