import { type App, HTTPReceiver, type ReceiverEvent } from '@slack/bolt';
import type { Logger } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import { atMost } from '../cache-limit.js';
import type { HealthRoute } from './health.js';

/** Slack signs the time of sending. Bolt refuses requests older than this; requests from the future are refused here. */
const MAX_SKEW_S = 5 * 60;
/** More requests than Slack sends one app in five minutes (30 000 an hour per workspace). */
const MAX_REMEMBERED = 20_000;

/** A request with a valid signature but the wrong time. */
class ReplayedRequestError extends Error {
  override readonly name = 'ReplayedRequestError';
}

/** Bolt's HTTP receiver, which checks Slack's signature. It also refuses replayed requests. */
class ReplayRefusingReceiver extends HTTPReceiver {
  /** Signatures are remembered for twice as long as they are valid. */
  readonly #received = new LRUCache<string, true>({ ...atMost(MAX_REMEMBERED), ttl: 2 * MAX_SKEW_S * 1000 });

  override init(app: App): void {
    // Bolt calls this after checking the signature.
    const processEvent = async (event: ReceiverEvent): Promise<void> => {
      if (!isMenuQuery(event)) this.#refuseReplay(event.customProperties ?? {});
      await app.processEvent(event);
    };
    super.init(Object.create(app, { processEvent: { value: processEvent } }) as App);
  }

  #refuseReplay({ timestamp, signature }: { readonly [name: string]: unknown }): void {
    if (Number(timestamp) - Date.now() / 1000 > MAX_SKEW_S) throw new ReplayedRequestError('It is from the future.');
    const key = `${String(timestamp)} ${String(signature)}`;
    if (this.#received.has(key)) throw new ReplayedRequestError('It was sent before.');
    this.#received.set(key, true);
  }
}

/**
 * Typing a letter in a menu, deleting it and typing it again within a second makes Slack send the same bytes twice, with
 * the same signature. A query changes nothing, so answering it twice does no harm.
 */
function isMenuQuery({ body }: ReceiverEvent): boolean {
  return body['type'] === 'block_suggestion';
}

/** Receives Slack's requests at `/slack/events`, and answers health checks and other routes. */
export function createHttpReceiver(options: {
  readonly signingSecret: string;
  readonly logger: Logger;
  readonly routes: readonly HealthRoute[];
}): HTTPReceiver {
  return new ReplayRefusingReceiver({
    signingSecret: options.signingSecret,
    logger: options.logger,
    customRoutes: options.routes.map(({ path, answer }) => ({
      path,
      method: ['GET'],
      handler: (request, response) => void answer(response, request),
    })),
    customPropertiesExtractor: ({ headers }) => ({
      timestamp: headers['x-slack-request-timestamp'],
      signature: headers['x-slack-signature'],
    }),
    processEventErrorHandler: async ({ error, logger, response }) => {
      const isReplay = error instanceof ReplayedRequestError;
      logger.error(isReplay ? `Refused a request that Slack had signed. ${error.message}` : error);
      if (!response.headersSent) {
        // A replayed request gets the same answer as a forged one.
        response.writeHead(isReplay ? 401 : 500, isReplay ? { 'x-slack-no-retry': '1' } : {});
        response.end();
      }
      return false;
    },
    unhandledRequestHandler: ({ logger, response }) => {
      if (response.headersSent) return;
      logger.error('Something Slack sent was not acknowledged in time.');
      response.writeHead(404);
      response.end();
    },
  });
}
