import * as grpc from '@grpc/grpc-js';
import { V2Service } from '../../clarifai-protocol.js';
import type { Interceptor } from '../rpc.js';
import { buildStatus, type Code } from '../status.js';

type ReplyMessage = Awaited<ReturnType<Interceptor>>;

/** A reply of a call that says nothing but this status. */
export function refusal(rpc: string, code: Code, details: string): ReplyMessage {
  const methods: Readonly<Record<string, { responseDeserialize(bytes: Buffer): unknown } | undefined>> = V2Service;
  const reply = methods[rpc]?.responseDeserialize(Buffer.alloc(0)) as ReplyMessage;
  reply.setStatus(buildStatus(code, details));
  return reply;
}

/** What gRPC itself says when nobody answers. */
export function noAnswer(details: string): Partial<grpc.StatusObject> {
  return { code: grpc.status.UNAVAILABLE, details };
}
