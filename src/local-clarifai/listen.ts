import { createServer } from 'node:net';
import * as grpc from '@grpc/grpc-js';
import { UserFacingError } from '../errors.js';

export const HOST = '127.0.0.1';
const SHUTDOWN_MS = 5_000;

/**
 * Opens the server to this machine only.
 * @param port 0 for any free one.
 * @returns the port.
 * @throws UserFacingError when the port cannot be had.
 */
export async function listen(server: grpc.Server, port: number): Promise<number> {
  // grpc-js reports a taken port as "no address added", and prints that as well; a plain socket says what is wrong.
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
        `Port ${port} is used by another program: stop it, or set ROLLCALL_CLARIFAI_PORT to a different port.`,
        { cause: error },
      );
    case 'EACCES':
      return new UserFacingError(
        `Port ${port} needs special rights: set ROLLCALL_CLARIFAI_PORT to a port above 1023.`,
        {
          cause: error,
        },
      );
    default:
      return error;
  }
}

/** Waits for running calls, but not for ever: a caller may never read its answer. */
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
