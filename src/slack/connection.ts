import type { Receiver } from '@slack/bolt';
import { type Logger, LogLevel, type WebClientOptions } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';

/** How Slack is reached. */
export type SlackConnection = {
  readonly botToken: string;
  /** Another server of Slack's protocol; Slack itself when undefined. */
  readonly apiUrl?: string | undefined;
} & (
  | {
      readonly kind: 'socket';
      readonly appToken: string;
      /** Where `/healthz` and `/readyz` are answered; nowhere when undefined. */
      readonly healthPort?: number | undefined;
      /** Address to listen on for them. Default 127.0.0.1. */
      readonly host?: string | undefined;
    }
  | {
      readonly kind: 'http';
      readonly signingSecret: string;
      readonly port: number;
      /** Address to listen on. Default 127.0.0.1. */
      readonly host?: string | undefined;
    }
  | { readonly kind: 'receiver'; readonly receiver: Receiver }
);

/** Where the HTTP receiver and the health routes listen unless told otherwise: only this machine. */
export const LOOPBACK = '127.0.0.1';

/** No call to Slack waits longer than this. */
const SLACK_TIMEOUT_MS = 15_000;

/** Options of a client of Slack's Web API: every client gets its own, because Bolt changes the ones it is given. */
export function clientOptions(slack: SlackConnection, options: WebClientOptions): WebClientOptions {
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

/** Bolt's messages in our log. Its debug messages contain whole payloads, so they are left out. */
export function createBoltLogger(log: Log): Logger {
  const line = (parts: unknown[]) => parts.map((part) => messageOf(part)).join(' ');
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
