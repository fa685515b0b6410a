import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../log.js';
import { newSecret } from '../ids.js';
import { APP } from '../workspace/identity.js';

type EnvelopeType = 'events_api' | 'interactive' | 'slash_commands';

/** What became of an envelope. */
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

/** The app's end of Slack: https://docs.slack.dev/apis/events-api/using-socket-mode */
export interface SocketMode {
  /** An address good for one connection within 30 seconds. */
  newUrl(): string;
  isConnected(): boolean;
  /** Sends an envelope over one of the connections and waits for its acknowledgement, at most 3 seconds. */
  send(envelope: Envelope): Promise<Delivery>;
  /** Takes over a request for a WebSocket; the guard has let it pass. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export interface SocketModeOptions {
  readonly baseUrl: string;
  readonly log: Log;
  /** Told whenever the first connection is ready or the last one is gone. */
  readonly onChange: (connected: boolean) => void;
  readonly ackTimeoutMs: number;
  /** Told of every acknowledgement: how many milliseconds after the envelope was sent it came. */
  readonly onAcknowledged?: ((payload: unknown, ms: number) => void) | undefined;
}

const TICKET_LIFETIME_MS = 30_000;
const MAX_CONNECTIONS = 10;
/** Bolt gives a connection up that shows no sign of life for 30 seconds. */
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
  let turn = 0;

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
    // `close` follows, and says all there is to say.
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
    if (envelope === undefined) log.debug('Local Slack: the app acknowledged something that was not waiting');
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
      const socket = connections[turn++ % Math.max(1, connections.length)];
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
        // Whoever does not answer the farewell must not keep the process alive.
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
    // Not JSON, so not an acknowledgement: the caller logs it.
    return undefined;
  }
}
