import { createRequire } from 'node:module';
import * as grpc from '@grpc/grpc-js';

/** A message as the plain client of `clarifai-nodejs-grpc` returns it, with snake_case fields and null for absent messages. */
// biome-ignore lint/suspicious/noExplicitAny: the package has no types for this client, so its users have none either
export type PlainMessage = any;

type PlainCall = (
  request: object,
  metadata: grpc.Metadata,
  options: grpc.CallOptions,
  callback: (error: Error | null, reply: PlainMessage) => void,
) => void;
type PlainClient = Readonly<Record<string, PlainCall>> & { close(): void };
type PlainClientClass = new (address: string, credentials: grpc.ChannelCredentials) => PlainClient;

const { ClarifaiStub } = createRequire(import.meta.url)('clarifai-nodejs-grpc') as {
  ClarifaiStub: { grpc(base: string): { readonly constructor: unknown; close(): void } };
};

/**
 * The client that other programs use, connected to a local server. The package has no option for the address, but the class of
 * its client takes one.
 * @param options.deadlineMs how long each call may take, in milliseconds; unlimited if not set.
 */
export function createPlainClient(address: string, key: string, options: { readonly deadlineMs?: number } = {}) {
  const template = ClarifaiStub.grpc('unused.invalid');
  const client = new (template.constructor as PlainClientClass)(address, grpc.credentials.createInsecure());
  template.close();
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Key ${key}`);
  return {
    call: (rpc: string, request: object): Promise<PlainMessage> =>
      new Promise((resolve, reject) => {
        const deadline = Date.now() + (options.deadlineMs ?? Number.POSITIVE_INFINITY);
        client[rpc]?.(request, metadata, { deadline }, (error, reply) =>
          error === null ? resolve(reply) : reject(error),
        );
      }),
    close: () => client.close(),
  };
}
