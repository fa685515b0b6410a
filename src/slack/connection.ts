import type { Receiver } from '@slack/bolt';
import { type Logger, LogLevel, type WebClientOptions } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';

/** What renews a bot token that expires. */
export interface TokenRotation {
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the newest tokens are stored. */
  readonly file: string;
}

/** How to reach Slack, and be reached by it, for one workspace or several. */
export type SlackTransport = {
  /** Another server that speaks Slack's protocol. Undefined: Slack itself. */
  readonly apiUrl?: string | undefined;
} & (
  | {
      readonly kind: 'socket';
      readonly appToken: string;
      /** The port for `/healthz`, `/readyz` and `/metrics`. Undefined: none. */
      readonly healthPort?: number | undefined;
      /** The address to listen on for them. Default 127.0.0.1. */
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

/** How to reach one workspace. */
export type SlackConnection = SlackTransport & {
  readonly botToken: string;
  /** Undefined: the token does not expire. */
  readonly rotation?: TokenRotation | undefined;
};

/** The default address of the HTTP receiver and the health routes: this machine only. */
export const LOOPBACK = '127.0.0.1';

/** In ms. No call to Slack waits longer than this. */
const SLACK_TIMEOUT_MS = 15_000;

/** Whether this connection serves `/healthz`, `/readyz` and `/metrics`. */
export function hasHealthPort(slack: SlackTransport): boolean {
  return slack.kind === 'http' || (slack.kind === 'socket' && slack.healthPort !== undefined);
}

/** Options for a client of Slack's Web API. Every client gets a new object, because Bolt changes the one it is given. */
export function clientOptions(slack: Pick<SlackTransport, 'apiUrl'>, options: WebClientOptions): WebClientOptions {
  return {
    timeout: SLACK_TIMEOUT_MS,
    ...(slack.apiUrl === undefined ? {} : { slackApiUrl: withSlash(slack.apiUrl) }),
    ...options,
  };
}

/** The client appends method names directly to the address. */
function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** Writes Bolt's messages to our log. Its debug messages contain whole payloads, so they are left out. */
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
