import { setTimeout as sleep } from 'node:timers/promises';
import { App, HTTPReceiver, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Recognizer } from './clarifai/recognizer.js';
import { UserFacingError } from './errors.js';
import type { ThresholdOverrides } from './faces/thresholds.js';
import type { PhotoTools, WalkStep } from './handlers/deps.js';
import { registerHandlers } from './handlers/index.js';
import { within } from './handlers/within.js';
import type { Log } from './log.js';
import { downloadPhoto } from './photos/download-photo.js';
import { drawNumberedBoxes } from './photos/draw-numbered-boxes.js';
import { preparePicture } from './photos/prepare-picture.js';
import { WORDING } from './views/wording.js';

/** How Slack is reached. */
export type SlackConnection = {
  readonly botToken: string;
  /** Another server of Slack's protocol; Slack itself when undefined. */
  readonly apiUrl?: string | undefined;
} & (
  | { readonly kind: 'socket'; readonly appToken: string }
  | { readonly kind: 'http'; readonly signingSecret: string; readonly port: number }
  | { readonly kind: 'receiver'; readonly receiver: Receiver }
);

export interface AppDeps {
  readonly slack: SlackConnection;
  readonly recognizer: Recognizer;
  readonly log: Log;
  readonly thresholds?: ThresholdOverrides;
  /** Replaces what is done with pictures. */
  readonly photos?: PhotoTools;
  /** Replaces waiting, in tests. */
  readonly sleep?: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Is told how long each step from a post to its reply took. */
  readonly onStep?: (step: WalkStep, ms: number) => void;
  /** Milliseconds that running work gets to finish in {@link RollcallApp.stop}. Default 10 s. */
  readonly drainMs?: number;
}

export interface RollcallApp {
  readonly bolt: App;
  /** Checks the token and connects. Rejects with Slack's own error when it refuses. */
  start(): Promise<void>;
  /** Takes no new work, lets running work finish up to a limit, and disconnects. */
  stop(): Promise<void>;
}

/** No call to Slack waits longer than this. */
const SLACK_TIMEOUT_MS = 15_000;
const DRAIN_MS = 10_000;
/** How long Slack gets to agree to the end of a connection. */
const DISCONNECT_MS = 1000;
/** What aborted work gets to notice. */
const ABORT_MS = 1000;
/** Enough for a hiccup; whoever waits for an answer should hear of a real outage soon. */
const CALL_RETRIES = { retries: 2, minTimeout: 200, factor: 3, randomize: true };
/** Where HTTP receiving listens; a proxy in front of it ends TLS. */
const HTTP_HOST = '127.0.0.1';

/** Builds the bot with every listener registered; nothing happens before `start`. */
export function buildApp(deps: AppDeps): RollcallApp {
  const { log, slack } = deps;
  const logger = createBoltLogger(log);
  const receiver = createReceiver(slack, logger);
  const app = new App({
    token: slack.botToken,
    receiver,
    logger,
    logLevel: LogLevel.INFO,
    convoStore: false,
    // Otherwise Bolt asks Slack at once, and a refused token ends the process.
    deferInitialization: true,
    clientOptions: clientOptions(slack, { retryConfig: CALL_RETRIES }),
  });

  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const work = next();
    running.add(work);
    await work.finally(() => running.delete(work));
  });
  registerHandlers(app, {
    recognizer: deps.recognizer,
    photos: deps.photos ?? photoTools(slack),
    slack: app.client,
    slackForPosts: new WebClient(
      slack.botToken,
      clientOptions(slack, { logger, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true }),
    ),
    thresholds: deps.thresholds ?? {},
    log,
    signal: stopping.signal,
    now: deps.now ?? Date.now,
    sleep: deps.sleep ?? ((ms) => sleep(ms, undefined, { signal: stopping.signal })),
    onStep: deps.onStep ?? (() => undefined),
  });

  return {
    bolt: app,
    async start() {
      await app.init();
      if (slack.kind === 'http') await app.start({ port: slack.port, host: HTTP_HOST });
      else await app.start();
    },
    async stop() {
      await disconnect(app, receiver);
      await within(deps.drainMs ?? DRAIN_MS, Promise.allSettled(running));
      // Whatever is still waiting gives up now; a call to Slack that hangs is left behind.
      stopping.abort(new UserFacingError(WORDING.stopping));
      await within(ABORT_MS, Promise.allSettled(running));
    },
  };
}

/** In Socket Mode Bolt only asks for the connection to be closed, and does not wait until it is. */
async function disconnect(app: App, receiver: Receiver): Promise<void> {
  if (receiver instanceof SocketModeReceiver) await within(DISCONNECT_MS, receiver.client.disconnect());
  else await app.stop();
}

function createReceiver(slack: SlackConnection, logger: ReturnType<typeof createBoltLogger>): Receiver {
  switch (slack.kind) {
    case 'receiver':
      return slack.receiver;
    case 'socket':
      return new SocketModeReceiver({
        appToken: slack.appToken,
        logger,
        installerOptions: {
          // Its own options: the client changes the ones it is given, and with few retries a single refused
          // reconnection is never tried again. `forever` with a bounded wait keeps trying once in half a minute.
          clientOptions: clientOptions(slack, {
            retryConfig: { forever: true, retries: 10, factor: 1.5, maxTimeout: 30_000 },
          }),
        },
      });
    case 'http':
      return new HTTPReceiver({
        signingSecret: slack.signingSecret,
        logger,
        customRoutes: [
          {
            path: '/healthz',
            method: ['GET'],
            handler: (_request, response) => {
              response.writeHead(200, { 'content-type': 'application/json' });
              response.end('{"ok":true}');
            },
          },
        ],
      });
  }
}

function clientOptions(slack: SlackConnection, options: WebClientOptions): WebClientOptions {
  return {
    timeout: SLACK_TIMEOUT_MS,
    ...(slack.apiUrl === undefined ? {} : { slackApiUrl: withSlash(slack.apiUrl) }),
    ...options,
  };
}

/** The client puts method names right behind the address. */
function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

function photoTools(slack: SlackConnection): PhotoTools {
  return {
    download: (url, { signal }) => downloadPhoto(url, { token: slack.botToken, slackApiUrl: slack.apiUrl, signal }),
    prepare: preparePicture,
    drawNumberedBoxes,
  };
}

/** Bolt's lines in our log. Its debug lines hold whole payloads, so they are left out. */
function createBoltLogger(log: Log) {
  const line = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts: unknown[]) => log.debug(line(parts)),
    warn: (...parts: unknown[]) => log.warn(line(parts)),
    error: (...parts: unknown[]) => log.error(line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
