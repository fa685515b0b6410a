import * as grpc from '@grpc/grpc-js';
import { V2Service } from '../../clarifai-protocol.js';
import type { Interceptor } from '../rpc.js';
import { buildStatus, type Code } from '../status.js';

type ReplyMessage = Awaited<ReturnType<Interceptor>>;

/**
 * An empty reply with a status.
 * @param rpc as in the service definition, for example `postInputs`.
 */
export function refusal(rpc: string, code: Code, details: string): ReplyMessage {
  const methods: Readonly<Record<string, { responseDeserialize(bytes: Buffer): ReplyMessage } | undefined>> = V2Service;
  const reply = methods[rpc]?.responseDeserialize(Buffer.alloc(0));
  if (reply === undefined) throw new Error(`Clarifai’s service has no RPC ${rpc}`);
  reply.setStatus(buildStatus(code, details));
  return reply;
}

/** The gRPC error of a service that can't be reached. */
export function noAnswer(details: string): Partial<grpc.StatusObject> {
  return { code: grpc.status.UNAVAILABLE, details };
}
