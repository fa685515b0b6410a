import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import type { RateLimits } from './rate-limits.js';

interface ClientOptions extends WebClientOptions {
  readonly limits: RateLimits;
  /** Waits before each call; when it rejects, the call is not made. */
  readonly beforeCall?: () => Promise<void>;
  /** Called after each call; `error` is undefined when Slack answered it. */
  readonly afterCall: (method: string, error?: unknown) => void;
}

/** Slack's client, but when Slack asks it to slow down, only calls that this is about wait. */
export class RateLimitedWebClient extends WebClient {
  readonly #limits: RateLimits;
  readonly #beforeCall: ClientOptions['beforeCall'];
  readonly #afterCall: ClientOptions['afterCall'];

  constructor(token: string, { limits, beforeCall, afterCall, ...options }: ClientOptions) {
    super(token, { ...options, rejectRateLimitedCalls: true });
    this.#limits = limits;
    this.#beforeCall = beforeCall;
    this.#afterCall = afterCall;
  }

  override async apiCall(...[method, options]: Parameters<WebClient['apiCall']>): Promise<WebAPICallResult> {
    await this.#beforeCall?.();
    try {
      const answer = await this.#limits.run(method, options, () => super.apiCall(method, options));
      this.#afterCall(method);
      return answer;
    } catch (error) {
      this.#afterCall(method, error);
      throw error;
    }
  }
}
