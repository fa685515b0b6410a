import { createServer } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import { UserFacingError } from '../errors.js';

/** The loopback address: not reachable from other machines. */
export const LOOPBACK = '127.0.0.1';
const SHUTDOWN_MS = 5_000;

/**
 * Starts the server.
 * @param host the IP address to listen on; 0.0.0.0 or :: for all.
 * @param port 0 for any free port.
 * @returns `host:port` as this machine can reach it.
 * @throws UserFacingError if the port is taken or needs special rights, or the machine has no such address.
 */
export async function listen(server: grpc.Server, host: string, port: number): Promise<string> {
  // For a port that is in use, grpc-js only says "no address added". A plain socket tells why.
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(describePortFailure(error, host, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
  return new Promise((resolve, reject) => {
    server.bindAsync(join(host, port), grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(join(WILDCARDS[host] ?? host, bound)) : reject(error),
    );
  });
}

/** All addresses, and the one of them by which this machine reaches itself. */
const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': LOOPBACK, '::': '::1' };

function join(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function describePortFailure(error: NodeJS.ErrnoException, host: string, port: number): Error {
  switch (error.code) {
    case 'EADDRNOTAVAIL':
      return new UserFacingError(
        `This machine has no address ${host}. Set HOST to one of its own, or to 0.0.0.0 for all.`,
        {
          cause: error,
        },
      );
    case 'EADDRINUSE':
      return new UserFacingError(
        `Port ${port} is already in use. Stop the other program, or set ROLLCALL_CLARIFAI_PORT to a different port.`,
        { cause: error },
      );
    case 'EACCES':
      return new UserFacingError(
        `Port ${port} needs special rights. Set ROLLCALL_CLARIFAI_PORT to a port above 1023.`,
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}

/** Waits up to 5 s for running calls, because a client may never read its reply, then ends them. */
export function shutDown(server: grpc.Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, SHUTDOWN_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
