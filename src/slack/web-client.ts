import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import type { RateLimits } from './rate-limits.js';

interface ClientOptions extends WebClientOptions {
  readonly limits: RateLimits;
  /** Waits before each call; when it rejects, the call is not made. */
  readonly beforeCall?: () => Promise<void>;
}

/** Slack's client, but when Slack asks it to slow down, only calls that this is about wait. */
export class RateLimitedWebClient extends WebClient {
  readonly #limits: RateLimits;
  readonly #beforeCall: (() => Promise<void>) | undefined;

  constructor(token: string, { limits, beforeCall, ...options }: ClientOptions) {
    super(token, { ...options, rejectRateLimitedCalls: true });
    this.#limits = limits;
    this.#beforeCall = beforeCall;
  }

  override async apiCall(...[method, options]: Parameters<WebClient['apiCall']>): Promise<WebAPICallResult> {
    await this.#beforeCall?.();
    return this.#limits.run(method, options, () => super.apiCall(method, options));
  }
}
