import type { Server } from 'node:http';
import type { Receiver } from '@slack/bolt';
import type { Logger } from '@slack/web-api';
import type { Log } from '../log.js';
import { clientOptions, LOOPBACK, type SlackTransport } from './connection.js';
import { createHealthRoutes, type HealthCheck, type HealthRoute, startHealthServer } from './health.js';
import { createHttpReceiver } from './http-receiver.js';
import { createSocketReceiver } from './socket-receiver.js';

/** Receives what Slack sends, by Socket Mode or HTTP. */
export interface SlackLink {
  readonly receiver: Receiver;
  start(): Promise<void>;
  /** Stops receiving. */
  stop(): Promise<void>;
}

interface LinkTools {
  readonly log: Log;
  readonly logger: Logger;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now: () => number;
  /** What `/readyz` checks, besides the connection of Socket Mode. */
  readonly checks: Readonly<Record<string, HealthCheck>>;
  /** Served beside the health routes. */
  readonly routes: readonly HealthRoute[];
  /** @param lostAtMs when the connection was lost, in milliseconds since 1970. */
  readonly onReconnected: (lostAtMs: number) => void;
}

/** One attempt, because the receiver retries forever by itself. */
const CONNECT_RETRIES = { retries: 1, minTimeout: 200 };

export function createSlackLink(slack: SlackTransport, tools: LinkTools): SlackLink {
  switch (slack.kind) {
    case 'receiver':
      return linkOf(slack.receiver);
    case 'http':
      return httpLink(slack, tools);
    case 'socket':
      return socketLink(slack, tools);
  }
}

function httpLink(slack: Extract<SlackTransport, { kind: 'http' }>, tools: LinkTools): SlackLink {
  const receiver = createHttpReceiver({
    signingSecret: slack.signingSecret,
    logger: tools.logger,
    routes: [...createHealthRoutes(tools.checks), ...tools.routes],
  });
  return linkOf(receiver, { port: slack.port, host: slack.host ?? LOOPBACK });
}

function socketLink(slack: Extract<SlackTransport, { kind: 'socket' }>, tools: LinkTools): SlackLink {
  const receiver = createSocketReceiver({
    ...tools,
    appToken: slack.appToken,
    clientOptions: clientOptions(slack, { retryConfig: CONNECT_RETRIES }),
  });
  const routes = [...createHealthRoutes({ slack: () => receiver.isConnected, ...tools.checks }), ...tools.routes];
  let health: Server | undefined;
  return {
    receiver,
    async start() {
      if (slack.healthPort !== undefined)
        health = await startHealthServer(routes, { port: slack.healthPort, host: slack.host ?? LOOPBACK }, tools.log);
      await receiver.start();
    },
    async stop() {
      health?.close();
      await receiver.stop();
    },
  };
}

function linkOf(receiver: Receiver, ...listenOn: readonly unknown[]): SlackLink {
  return {
    receiver,
    start: async () => void (await receiver.start(...listenOn)),
    stop: async () => void (await receiver.stop()),
  };
}
