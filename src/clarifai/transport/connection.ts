import {
  type CallOptions,
  type ChannelCredentials,
  credentials,
  type Metadata,
  type requestCallback,
} from '@grpc/grpc-js';
import type {
  GetEvaluationRequest,
  SingleEvalMetricsResponse,
} from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { V2Client, type V2ClientClass, V2Service } from '../../clarifai-protocol.js';
import { UserFacingError } from '../../errors.js';
import { parseEvaluationReply } from './evaluation-reply.js';

export interface Address {
  /** `host:port`. */
  readonly target: string;
  readonly tls: boolean;
  /** On this machine: no rate limit and short polling pauses. */
  readonly isLocal: boolean;
}

/**
 * @param apiBase `https://api.clarifai.com`, or `http://host:port` for a service without TLS.
 * @throws UserFacingError if it is neither.
 */
export function parseAddress(apiBase: string): Address {
  const url = URL.canParse(apiBase) ? new URL(apiBase) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || !['', '/'].includes(url.pathname)) {
    throw new UserFacingError(
      `CLARIFAI_API_BASE must be like https://api.clarifai.com or http://host:port, but it is "${apiBase}".`,
    );
  }
  const tls = url.protocol === 'https:';
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return { target: `${url.hostname}:${url.port || (tls ? 443 : 80)}`, tls, isLocal };
}

/** Opens a channel; it connects with the first call. */
export function connect(address: Address): V2ClientClass {
  const channelCredentials: ChannelCredentials = address.tls ? credentials.createSsl() : credentials.createInsecure();
  const client = new V2Client(address.target, channelCredentials, {
    // A page of 1000 annotations can exceed the default of 4 MiB.
    'grpc.max_receive_message_length': 256 * 1024 * 1024,
    // Reconnect within seconds of a restart, not minutes.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 5_000,
    // Load balancers drop idle connections silently after about six minutes; a call on one would run into its deadline.
    'grpc.client_idle_timeout_ms': 240_000,
    // An HTTP proxy cannot reach a service on this machine.
    ...(address.isLocal ? { 'grpc.enable_http_proxy': 0 } : {}),
    // A connection per recogniser, so that closing one does not affect another.
    'grpc.use_local_subchannel_pool': 1,
  });
  return Object.assign(client, { getEvaluation: getEvaluationWith(client) });
}

/** `getEvaluation` with another parser of its reply. The generated method parses the whole test set at once. */
function getEvaluationWith(client: V2ClientClass) {
  const { path, requestSerialize } = V2Service.getEvaluation;
  return (
    request: GetEvaluationRequest,
    metadata: Metadata,
    options: Partial<CallOptions>,
    callback: requestCallback<SingleEvalMetricsResponse>,
  ) => client.makeUnaryRequest(path, requestSerialize, parseEvaluationReply, request, metadata, options, callback);
}
