import { type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import type { RateLimits } from './rate-limits.js';

/** Slack's client, but when Slack asks it to slow down, only calls that this is about wait. */
export class PacedWebClient extends WebClient {
  readonly #limits: RateLimits;

  constructor(token: string, { limits, ...options }: WebClientOptions & { readonly limits: RateLimits }) {
    super(token, { ...options, rejectRateLimitedCalls: true });
    this.#limits = limits;
  }

  override apiCall(...[method, options]: Parameters<WebClient['apiCall']>): Promise<WebAPICallResult> {
    return this.#limits.run(method, options, () => super.apiCall(method, options));
  }
}
