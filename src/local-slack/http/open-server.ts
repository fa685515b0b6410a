import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { UserFacingError } from '../../errors.js';

/** How long `close` waits for busy connections: stopping must not wait for a slow upload. */
const CLOSE_LIMIT_MS = 1000;

/**
 * In ms, longer than clients keep an idle connection: with Node.js's 5 s, a busy server may close one just as a client sends the next
 * request, which then fails.
 */
const KEEP_ALIVE_MS = 65_000;

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A server that is already listening. */
export interface OpenServer {
  readonly port: number;
  /** Starts to answer, beginning with the requests that have arrived since the server was opened. */
  serve(answer: RequestListener, upgrade: UpgradeListener): void;
  /** Waits `limitMs` (a second) for busy connections, then cuts them. */
  close(limitMs?: number): Promise<void>;
}

/**
 * Opens a port before there is anything to answer with. Requests wait until `serve` is called.
 * @param port 0 picks a free one.
 * @throws UserFacingError when the port is in use or not allowed.
 */
export async function openServer(port: number, host: string): Promise<OpenServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const waiting: [IncomingMessage, ServerResponse][] = [];
  const hold = (request: IncomingMessage, response: ServerResponse) => waiting.push([request, response]);
  server.on('request', hold);
  return {
    port: await listen(server, port, host),
    serve(answer, upgrade) {
      server.off('request', hold);
      server.on('request', answer);
      for (const [request, response] of waiting.splice(0)) answer(request, response);
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        // A client that disconnects during the upgrade must not end this process.
        socket.on('error', () => socket.destroy());
        upgrade(request, socket, head);
      });
    },
    async close(limitMs = CLOSE_LIMIT_MS) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), limitMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? describePortFailure(error, port) : error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function describePortFailure(error: NodeJS.ErrnoException, port: number): UserFacingError {
  const problem = error.code === 'EADDRINUSE' ? `Port ${port} is in use` : `This account can’t use port ${port}`;
  return new UserFacingError(`${problem}; set PORT to another number or stop the other program.`, { cause: error });
}
