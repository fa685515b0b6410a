import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, WebSocketServer } from 'ws';
import type { Random } from '../cast/random.js';

/** What may happen to a request, and how often. The rest of the requests pass. */
const REQUEST_FAULTS = [
  ['delayed', 0.08],
  ['dropped', 0.04],
  ['answer dropped', 0.05],
  ['repeated', 0.05],
  ['429', 0.03],
  ['503', 0.03],
  ['502 after it was done', 0.03],
] as const;
/** The same for a message on the socket, in either direction. */
const MESSAGE_FAULTS = [
  ['delayed', 0.1],
  ['dropped', 0.03],
  ['repeated', 0.05],
  ['socket cut', 0.02],
] as const;
type RequestFault = (typeof REQUEST_FAULTS)[number][0];
type MessageFault = (typeof MESSAGE_FAULTS)[number][0];

const MAX_DELAY_MS = 1_500;

/** Stands between the bot and Slack, and does to their traffic what networks do. */
export interface FaultProxy {
  readonly apiUrl: string;
  /** How often each fault happened. */
  readonly counts: ReadonlyMap<string, number>;
  /** At first nothing is disturbed. */
  setFaulty(faulty: boolean): void;
  /** Cuts every socket, so that the bot has to connect again. */
  cutSockets(): void;
  close(): Promise<void>;
}

/**
 * @param target `http://127.0.0.1:PORT` of local Slack.
 * @param limit whether a call of this method has to wait: the seconds, as in an answer 429 of Slack. Default: never.
 */
export async function startFaultProxy(
  target: string,
  random: Random,
  limit: (method: string) => number | undefined = () => undefined,
): Promise<FaultProxy> {
  const counts = new Map<string, number>();
  const sockets = new Set<WebSocket>();
  let isFaulty = false;
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const throughProxy = (text: string) =>
    text.replaceAll(target, own).replaceAll(target.replace('http:', 'ws:'), own.replace('http:', 'ws:'));

  function draw<Fault extends string>(faults: readonly (readonly [Fault, number])[]): Fault | undefined {
    let left = random.next();
    if (!isFaulty) return undefined;
    for (const [fault, share] of faults) {
      left -= share;
      if (left >= 0) continue;
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
      return fault;
    }
    return undefined;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Uint8Array[] = [];
    for await (const chunk of request) body.push(chunk as Uint8Array);
    const method = /^\/api\/([^?]+)/.exec(request.url ?? '')?.[1];
    const waitSeconds = method === undefined ? undefined : limit(method);
    if (waitSeconds !== undefined) return void response.writeHead(429, { 'Retry-After': String(waitSeconds) }).end();
    const forward = async () => {
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>,
        ...(request.method === 'GET' ? {} : { body: Buffer.concat(body) }),
      });
      return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
    };
    const fault = draw<RequestFault>(REQUEST_FAULTS);
    if (fault === 'dropped') return void response.destroy();
    if (fault === '503') return void response.writeHead(503).end();
    if (fault === '429') return void response.writeHead(429, { 'Retry-After': '1' }).end();
    if (fault === 'delayed') await sleep(random.next() * MAX_DELAY_MS);
    const first = await forward();
    const { answer, bytes } = fault === 'repeated' ? await forward() : first;
    if (fault === 'answer dropped') return void response.destroy();
    if (fault === '502 after it was done') return void response.writeHead(502).end();
    const type = answer.headers.get('content-type') ?? '';
    response.writeHead(answer.status, { 'Content-Type': type });
    response.end(type.includes('json') ? throughProxy(bytes.toString()) : bytes);
  }

  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    upgrades.handleUpgrade(request, socket, head, (near) => {
      connect(near, new WebSocket(`${target.replace('http:', 'ws:')}${request.url}`));
    });
  });

  function connect(near: WebSocket, far: WebSocket): void {
    const cut = () => {
      near.terminate();
      far.terminate();
    };
    const pass = (from: WebSocket, to: WebSocket, change: (text: string) => string) => {
      sockets.add(from);
      // Messages stay in order.
      let before = new Promise<void>((resolve) =>
        to.readyState === WebSocket.OPEN ? resolve() : to.on('open', resolve),
      );
      from.on('message', (data) => {
        before = before.then(async () => {
          const text = change(String(data));
          // Without its first message, a connection does not begin.
          const fault = text.includes('"hello"') ? undefined : draw<MessageFault>(MESSAGE_FAULTS);
          if (fault === 'socket cut') return cut();
          if (fault === 'dropped') return;
          if (fault === 'delayed') await sleep(random.next() * MAX_DELAY_MS);
          for (let times = fault === 'repeated' ? 2 : 1; times > 0; times -= 1) {
            if (to.readyState === WebSocket.OPEN) to.send(text);
          }
        });
      });
      from.on('close', () => {
        sockets.delete(from);
        to.close();
      });
      from.on('error', cut);
    };
    pass(far, near, throughProxy);
    pass(near, far, (text) => text);
  }

  return {
    apiUrl: `${own}/api/`,
    counts,
    setFaulty(faulty) {
      isFaulty = faulty;
    },
    cutSockets() {
      for (const socket of sockets) socket.terminate();
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      upgrades.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
