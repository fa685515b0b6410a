import { createServer } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import { UserFacingError } from '../errors.js';

/** The loopback address. Local Clarifai is not reachable from other machines. */
export const HOST = '127.0.0.1';
const SHUTDOWN_MS = 5_000;

/**
 * Starts the server on the loopback interface.
 * @param port 0 for any free port.
 * @returns the port it listens on.
 * @throws UserFacingError if the port is taken or needs special rights.
 */
export async function listen(server: grpc.Server, port: number): Promise<number> {
  // For a port that is in use, grpc-js only says "no address added". A plain socket tells why.
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(describePortFailure(error, port)));
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
  return new Promise((resolve, reject) => {
    server.bindAsync(`${HOST}:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
}

function describePortFailure(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
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
