import type { Server } from 'node:http';
import type { App, Receiver } from '@slack/bolt';
import type { Logger } from '@slack/web-api';
import type { Log } from '../log.js';
import { clientOptions, LOOPBACK, type SlackConnection } from './connection.js';
import { createHealthRoutes, type HealthRoute, startHealthServer } from './health.js';
import { createHttpReceiver } from './http-receiver.js';
import { createSocketReceiver } from './socket-receiver.js';

/** Receives what Slack sends, by Socket Mode or HTTP. */
export interface SlackLink {
  readonly receiver: Receiver;
  start(app: App): Promise<void>;
  /** Stops receiving. */
  stop(app: App): Promise<void>;
}

interface LinkTools {
  readonly log: Log;
  readonly logger: Logger;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
  /** Rejects if Slack does not accept the bot token. */
  readonly isTokenAccepted: () => Promise<unknown>;
  /** Rejects if the face service cannot be used. */
  readonly isRecognizerReady: () => Promise<unknown>;
  /** Served beside the health routes. */
  readonly routes: readonly HealthRoute[];
  /** @param lostAtMs when the connection was lost, in milliseconds since 1970. */
  readonly onReconnected: (lostAtMs: number) => void;
}

/** One attempt, because the receiver retries forever by itself. */
const CONNECT_RETRIES = { retries: 1, minTimeout: 200 };

export function createSlackLink(slack: SlackConnection, tools: LinkTools): SlackLink {
  switch (slack.kind) {
    case 'receiver':
      return { receiver: slack.receiver, start: (app) => startApp(app), stop: async (app) => void (await app.stop()) };
    case 'http':
      return httpLink(slack, tools);
    case 'socket':
      return socketLink(slack, tools);
  }
}

function httpLink(slack: Extract<SlackConnection, { kind: 'http' }>, tools: LinkTools): SlackLink {
  const receiver = createHttpReceiver({
    signingSecret: slack.signingSecret,
    logger: tools.logger,
    healthRoutes: [
      ...createHealthRoutes({ token: tools.isTokenAccepted, faces: tools.isRecognizerReady }),
      ...tools.routes,
    ],
  });
  return {
    receiver,
    start: (app) => startApp(app, { port: slack.port, host: slack.host ?? LOOPBACK }),
    stop: async (app) => void (await app.stop()),
  };
}

function socketLink(slack: Extract<SlackConnection, { kind: 'socket' }>, tools: LinkTools): SlackLink {
  const receiver = createSocketReceiver({
    ...tools,
    appToken: slack.appToken,
    clientOptions: clientOptions(slack, { retryConfig: CONNECT_RETRIES }),
  });
  const routes = [
    ...createHealthRoutes({
      slack: () => receiver.isConnected,
      token: tools.isTokenAccepted,
      faces: tools.isRecognizerReady,
    }),
    ...tools.routes,
  ];
  let health: Server | undefined;
  return {
    receiver,
    async start(app) {
      if (slack.healthPort !== undefined)
        health = await startHealthServer(routes, { port: slack.healthPort, host: slack.host ?? LOOPBACK }, tools.log);
      await startApp(app);
    },
    async stop(app) {
      health?.close();
      await app.stop();
    },
  };
}

async function startApp(app: App, listenOn?: { readonly port: number; readonly host: string }): Promise<void> {
  await (listenOn === undefined ? app.start() : app.start(listenOn));
}
