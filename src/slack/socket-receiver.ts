import { type App, type Receiver, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import type { Logger, WebClientOptions } from '@slack/web-api';
import { z } from 'zod';
import type { Log } from '../log.js';
import { isRefusedAs, slackErrorCode } from './errors.js';

export interface SocketReceiverOptions {
  readonly appToken: string;
  readonly clientOptions: WebClientOptions;
  readonly logger: Logger;
  readonly log: Log;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Called after a reconnection with the time at which the connection was lost, unless Slack announced it and there was a new
   * connection soon: Slack sends events of those seconds again.
   */
  readonly onReconnected: (lostAtMs: number) => void;
}

/** Socket Mode that reconnects whenever the connection is lost. */
export interface SocketReceiver extends Receiver {
  readonly isConnected: boolean;
}

/** Waits in ms before each attempt to reconnect; the last one repeats. Slack asks for a new connection every few hours. */
const RECONNECT_WAITS_MS = [0, 500, 1000, 2000, 5000, 10_000, 20_000, 30_000];
/** In ms, after a refused token: it works again only when an admin reinstalls the app. */
const REFUSED_WAIT_MS = 60_000;

/** In ms. Slack sends an event that was not delivered again at once and after a minute (docs.slack.dev/apis/events-api). */
const ROUTINE_GAP_MS = 10_000;

const messageSchema = z.object({ type: z.string() });

/** The type of a message on the connection; undefined if it cannot be read, which Slack's client reports. */
function messageType(data: unknown): string | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(String(data))).data?.type;
  } catch {
    return undefined;
  }
}

/**
 * Bolt's receiver without its own reconnecting, in which a refused reconnection is an unhandled rejection that ends the process
 * (github.com/slackapi/node-slack-sdk/issues/2656, unchanged in socket-mode 3.1.0).
 */
export function createSocketReceiver(options: SocketReceiverOptions): SocketReceiver {
  const { log, sleep } = options;
  const inner = new SocketModeReceiver({
    appToken: options.appToken,
    logger: options.logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: options.clientOptions },
  });
  const { client } = inner;
  let isWanted = false;
  let isConnected = false;
  let isConnecting = false;
  /** Slack announced that it ends this connection, as it does every few hours. */
  let isAnnounced = false;

  client.on('ws_message', (data: unknown) => {
    if (String(data).includes('"disconnect"') && messageType(data) === 'disconnect') isAnnounced = true;
  });
  client.on('connected', () => {
    isConnected = true;
  });
  client.on('disconnected', () => {
    isConnected = false;
    if (isWanted && !isConnecting) void reconnect();
  });

  /** Never rejects. Resolves once there is a connection, or none is wanted any longer. */
  async function reconnect(): Promise<void> {
    isConnecting = true;
    const lostAtMs = options.now();
    let waitMs = RECONNECT_WAITS_MS[0] ?? 0;
    for (let tries = 1; isWanted && !isConnected; tries++) {
      try {
        await sleep(waitMs);
        if (!isWanted) break;
        await client.start();
        if (tries > 1) log.info(`Connected to Slack again, at try ${tries}.`);
        const isRoutine = isAnnounced && options.now() - lostAtMs <= ROUTINE_GAP_MS;
        isAnnounced = false;
        if (!isRoutine) options.onReconnected(lostAtMs);
      } catch (error) {
        if (!isWanted) break;
        waitMs = RECONNECT_WAITS_MS[Math.min(tries, RECONNECT_WAITS_MS.length - 1)] ?? 0;
        const refusal = refusalOf(error);
        if (refusal !== undefined) {
          waitMs = REFUSED_WAIT_MS;
          log.error(
            `Slack refuses the connection (${refusal}): install the app again, or set SLACK_APP_TOKEN anew and restart. Until then it is tried once a minute.`,
          );
        } else {
          log.warn(`No connection to Slack: ${describe(error)}. Next try in ${waitMs / 1000} s.`);
        }
      }
    }
    isConnecting = false;
  }

  /**
   * What was stored before an acknowledgement is shown afterwards, even if the connection is lost in between. The person sees Slack's
   * own error, and Slack sends events again.
   */
  function ackIfConnected(ack: ReceiverEvent['ack']): ReceiverEvent['ack'] {
    return async (response) => {
      try {
        await ack(response);
      } catch (error) {
        if (isConnected) throw error;
        log.warn('A request of Slack was not acknowledged, because the connection was lost.');
      }
    };
  }

  return {
    get isConnected() {
      return isConnected;
    },
    init(app: App) {
      const processEvent = (event: ReceiverEvent) => app.processEvent({ ...event, ack: ackIfConnected(event.ack) });
      inner.init(Object.create(app, { processEvent: { value: processEvent } }) as App);
    },
    async start() {
      isWanted = true;
      isConnecting = true;
      try {
        return await client.start();
      } finally {
        isConnecting = false;
      }
    },
    async stop() {
      isWanted = false;
      await client.disconnect();
    },
  };
}

/** The code of a refusal that does not pass by itself. */
function refusalOf(error: unknown): string | undefined {
  const isFinal = isRefusedAs(
    error,
    'token refused',
    'token of wrong kind',
    'token revoked',
    'token expired',
    'app removed',
    'permission missing',
  );
  return isFinal ? slackErrorCode(error) : undefined;
}

/** A connection that breaks before Slack's hello rejects with undefined. */
function describe(error: unknown): string {
  return error instanceof Error ? error.message : 'it ended before Slack said hello';
}
