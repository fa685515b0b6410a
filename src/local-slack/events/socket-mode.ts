import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../log.js';
import { newSecret } from '../ids.js';
import { APP } from '../workspace/identity.js';

type EnvelopeType = 'events_api' | 'interactive' | 'slash_commands';

/** The outcome of sending an envelope. */
type Delivery =
  | { readonly kind: 'acknowledged'; readonly payload: unknown }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'not_connected' };

export interface Envelope {
  readonly type: EnvelopeType;
  readonly payload: unknown;
  readonly acceptsResponse: boolean;
  readonly retry?: { readonly attempt: number; readonly reason: string } | undefined;
}

/** The connection to the app: https://docs.slack.dev/apis/events-api/using-socket-mode */
export interface SocketMode {
  /** A URL that is valid for one connection within 30 seconds. */
  newUrl(): string;
  isConnected(): boolean;
  /** Sends an envelope over one of the connections and waits up to 3 seconds for its acknowledgement. */
  send(envelope: Envelope): Promise<Delivery>;
  /** Upgrades a request that has passed the guard to a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export interface SocketModeOptions {
  readonly baseUrl: string;
  readonly log: Log;
  /** Called when the first connection opens and when the last one closes. */
  readonly onChange: (connected: boolean) => void;
  readonly ackTimeoutMs: number;
  /** Called with the time, in milliseconds, between sending an envelope and its acknowledgement. */
  readonly onAcknowledged?: ((payload: unknown, ms: number) => void) | undefined;
}

const TICKET_LIFETIME_MS = 30_000;
const MAX_CONNECTIONS = 10;
/** Bolt closes a connection that is silent for 30 seconds. */
const PING_MS = 10_000;
const MAX_ACK_BYTES = 1024 * 1024;

interface Waiting {
  readonly socket: WebSocket;
  finish(delivery: Delivery): void;
}

export function createSocketMode(options: SocketModeOptions): SocketMode {
  const { baseUrl, log, onChange, ackTimeoutMs, onAcknowledged } = options;
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_ACK_BYTES });
  const tickets = new Map<string, NodeJS.Timeout>();
  const connections: WebSocket[] = [];
  const unanswered = new WeakSet<WebSocket>();
  const waiting = new Map<string, Waiting>();
  let nextConnection = 0;

  const pings = setInterval(() => {
    for (const socket of connections) {
      if (unanswered.has(socket)) socket.terminate();
      unanswered.add(socket);
      socket.ping();
    }
  }, PING_MS);
  pings.unref();

  function connect(socket: WebSocket): void {
    connections.push(socket);
    socket.on('pong', () => unanswered.delete(socket));
    socket.on('message', (data) => acknowledge(String(data)));
    // A `close` event follows and does the cleanup.
    socket.on('error', (error) => log.debug(`Local Slack: the app's connection failed: ${error.message}`));
    socket.on('close', () => disconnect(socket));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.length,
        debug_info: { host: 'local-slack', build_number: 1, approximate_connection_time: 3600 },
        connection_info: { app_id: APP.id },
      }),
    );
    if (connections.length === 1) onChange(true);
  }

  function disconnect(socket: WebSocket): void {
    connections.splice(connections.indexOf(socket), 1);
    for (const envelope of [...waiting.values()]) if (envelope.socket === socket) envelope.finish({ kind: 'lost' });
    if (connections.length === 0) onChange(false);
  }

  function acknowledge(text: string): void {
    const message = parse(text);
    const envelope = message && waiting.get(String(message.envelope_id));
    if (envelope === undefined) log.debug('Local Slack: the app acknowledged an envelope that was not waiting');
    else envelope.finish({ kind: 'acknowledged', payload: message?.payload });
  }

  return {
    newUrl() {
      const ticket = newSecret();
      tickets.set(ticket, setTimeout(() => tickets.delete(ticket), TICKET_LIFETIME_MS).unref());
      return `${baseUrl.replace('http:', 'ws:')}/link/?ticket=${ticket}&app_id=${APP.id}`;
    },
    isConnected: () => connections.length > 0,
    send({ type, payload, acceptsResponse, retry }) {
      const socket = connections[nextConnection++ % Math.max(1, connections.length)];
      if (socket === undefined) return Promise.resolve({ kind: 'not_connected' });
      const id = randomUUID();
      const sentAt = performance.now();
      return new Promise((resolve) => {
        const timer = setTimeout(() => finish({ kind: 'timeout' }), ackTimeoutMs);
        const finish = (delivery: Delivery) => {
          clearTimeout(timer);
          waiting.delete(id);
          if (delivery.kind === 'acknowledged') onAcknowledged?.(payload, performance.now() - sentAt);
          resolve(delivery);
        };
        waiting.set(id, { socket, finish });
        socket.send(
          JSON.stringify({
            envelope_id: id,
            type,
            payload,
            accepts_response_payload: acceptsResponse,
            ...(type === 'events_api' ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' } : {}),
          }),
        );
      });
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', baseUrl).searchParams.get('ticket') ?? '';
      const timer = tickets.get(ticket);
      if (timer === undefined || connections.length >= MAX_CONNECTIONS) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      clearTimeout(timer);
      tickets.delete(ticket);
      server.handleUpgrade(request, socket, head, connect);
    },
    close() {
      clearInterval(pings);
      for (const timer of tickets.values()) clearTimeout(timer);
      for (const socket of connections) {
        socket.send(
          JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'local-slack' } }),
        );
        socket.close(1000);
        // A client that does not close its end must not keep the process alive.
        setTimeout(() => socket.terminate(), 1000).unref();
      }
      server.close();
    },
  };
}

function parse(text: string): { envelope_id?: unknown; payload?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Not JSON, so not an acknowledgement; the caller logs it.
    return undefined;
  }
}
