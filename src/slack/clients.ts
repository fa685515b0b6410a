import type { Logger, WebClient } from '@slack/web-api';
import { clientOptions, type SlackConnection } from './connection.js';
import { createRateLimits } from './rate-limits.js';
import { createThrottle } from './throttle.js';
import { RateLimitedWebClient } from './web-client.js';

/** Enough for a hiccup; a person who waits for an answer should hear of a real outage soon. */
const RETRIES = { retries: 2, minTimeout: 200, factor: 3, randomize: true };

/**
 * The clients of Slack's Web API: one that repeats calls, one for posts that never does, and one for work in the background,
 * which is throttled and ends with Rollcall. They share one memory of rate limits, because Slack counts their calls together.
 */
export function createClients(
  slack: SlackConnection,
  tools: {
    readonly logger: Logger;
    readonly sleep: (ms: number) => Promise<void>;
    /** Rejects as soon as Rollcall is told to stop. */
    readonly backgroundSleep: (ms: number) => Promise<void>;
    readonly throwIfClosing: () => void;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    /** Called after each call; `error` is undefined when Slack answered it. */
    readonly afterCall: (method: string, error?: unknown) => void;
  },
): { readonly slack: WebClient; readonly slackForPosts: WebClient; readonly backgroundSlack: WebClient } {
  const { logger, sleep, now, throwIfClosing } = tools;
  const limits = createRateLimits({ sleep, now });
  const throttle = createThrottle({ sleep: tools.backgroundSleep, now });
  const client = (retryConfig: typeof RETRIES | { readonly retries: 0 }, beforeCall?: () => Promise<void>) =>
    new RateLimitedWebClient(slack.botToken, {
      ...clientOptions(slack, { logger, retryConfig }),
      limits,
      afterCall: tools.afterCall,
      ...(beforeCall === undefined ? {} : { beforeCall }),
    });
  return {
    slack: client(RETRIES),
    slackForPosts: client({ retries: 0 }),
    backgroundSlack: client(RETRIES, async () => {
      throwIfClosing();
      await throttle();
    }),
  };
}
