import { type Logger, type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import { publish } from '../measurements.js';
import type { BotToken } from './bot-token.js';
import { clientOptions, type SlackConnection } from './connection.js';
import { slackErrorCode, slackRefusal } from './errors.js';
import { createRateLimits, type RateLimits } from './rate-limits.js';

/** How many calls may be made at once: as many as the slowest method in use allows in a minute (tier 2, `users.conversations`). */
const BURST = 20;
/** After that, one call in this many ms: tier 3, 50 a minute, which is the limit of histories and threads. */
const INTERVAL_MS = 1200;

/**
 * Throttles calls to the rate at which Slack lets conversations be read (docs.slack.dev/apis/web-api/rate-limits): 20 at once,
 * then 50 a minute. The returned function resolves when the next call may be made.
 * @param deps.now milliseconds since 1970.
 */
function createThrottle(deps: {
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
}): () => Promise<void> {
  /** When all calls so far would have been made, at one per interval. */
  let paidUntilMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const nowMs = deps.now();
    paidUntilMs = Math.max(paidUntilMs, nowMs) + INTERVAL_MS;
    const waitMs = paidUntilMs - nowMs - BURST * INTERVAL_MS;
    if (waitMs > 0) await deps.sleep(waitMs);
  };
}

interface ClientOptions extends WebClientOptions {
  readonly botToken: Pick<BotToken, 'current' | 'renew'>;
  readonly limits: RateLimits;
  /** Waits before each call. If it rejects, the call is not made. */
  readonly beforeCall?: () => Promise<void>;
  /** Called after each call; `error` is undefined if the call succeeded. */
  readonly afterCall: (method: string, error?: unknown) => void;
}

/**
 * Slack's client, except that when Slack limits the rate of a method, only calls of that method wait, and that a token which has
 * expired is renewed.
 */
class RateLimitedWebClient extends WebClient {
  readonly #botToken: ClientOptions['botToken'];
  readonly #limits: RateLimits;
  readonly #beforeCall: ClientOptions['beforeCall'];
  readonly #afterCall: ClientOptions['afterCall'];

  constructor({ botToken, limits, beforeCall, afterCall, ...options }: ClientOptions) {
    super(undefined, { ...options, rejectRateLimitedCalls: true });
    this.#botToken = botToken;
    this.#limits = limits;
    this.#beforeCall = beforeCall;
    this.#afterCall = afterCall;
  }

  override async apiCall(...[method, options]: Parameters<WebClient['apiCall']>): Promise<WebAPICallResult> {
    await this.#beforeCall?.();
    const startedAt = performance.now();
    const measure = (result: string) =>
      publish('call', () => ({ service: 'slack', method, result, ms: performance.now() - startedAt }));
    try {
      const answer = await this.#limits.run(method, options, () => this.#call(method, options));
      measure('ok');
      this.#afterCall(method);
      return answer;
    } catch (error) {
      measure(slackErrorCode(error) ?? 'no answer');
      this.#afterCall(method, error);
      throw error;
    }
  }

  async #call(...[method, options]: Parameters<WebClient['apiCall']>): Promise<WebAPICallResult> {
    const token = this.#botToken.current();
    try {
      return await super.apiCall(method, { ...options, token });
    } catch (error) {
      if (slackRefusal(error) === 'token expired' && (await this.#botToken.renew(token))) {
        return super.apiCall(method, { ...options, token: this.#botToken.current() });
      }
      throw error;
    }
  }
}

/** Enough for a short failure. A person who waits for an answer should soon be told of a real outage. */
const RETRIES = { retries: 2, minTimeout: 200, factor: 3, randomize: true };

/**
 * Creates the clients of Slack's Web API: one that repeats calls, one for posts that never does, and a throttled one for background
 * work, which ends when Rollcall stops. They share their rate limits, because Slack counts their calls together.
 */
export function createClients(
  slack: SlackConnection,
  tools: {
    readonly botToken: BotToken;
    readonly logger: Logger;
    readonly sleep: (ms: number) => Promise<void>;
    /** Rejects as soon as Rollcall is stopping. */
    readonly backgroundSleep: (ms: number) => Promise<void>;
    readonly throwIfClosing: () => void;
    /** Milliseconds since 1970. */
    readonly now: () => number;
    /** Called after each call; `error` is undefined if the call succeeded. */
    readonly afterCall: (method: string, error?: unknown) => void;
  },
): { readonly slack: WebClient; readonly slackForPosts: WebClient; readonly backgroundSlack: WebClient } {
  const { logger, sleep, now, throwIfClosing } = tools;
  const limits = createRateLimits({ sleep, now });
  const throttle = createThrottle({ sleep: tools.backgroundSleep, now });
  const client = (retryConfig: typeof RETRIES | { readonly retries: 0 }, beforeCall?: () => Promise<void>) =>
    new RateLimitedWebClient({
      ...clientOptions(slack, { logger, retryConfig }),
      botToken: tools.botToken,
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
