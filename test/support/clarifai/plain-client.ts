import { createRequire } from 'node:module';
import * as grpc from '@grpc/grpc-js';

/** A message as the plain client of `clarifai-nodejs-grpc` gives it: snake_case fields, absent messages null. */
// biome-ignore lint/suspicious/noExplicitAny: the package declares no types for this client, and its users have none either
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
 * The client every other program uses, pointed at a local server. The package offers no way to do that, but the class of the
 * client it makes can be given any address.
 * @param options.deadlineMs how long each call may take; none waits for ever.
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
