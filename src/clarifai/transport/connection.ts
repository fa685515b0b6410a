import { isIP } from 'node:net';
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
  /** `host:port`, or a list of addresses as a gRPC name (https://github.com/grpc/grpc/blob/master/doc/naming.md). */
  readonly target: string;
  readonly tls: boolean;
  /** On this machine: no rate limit and short polling pauses. */
  readonly isLocal: boolean;
  /** Whether calls are spread over all servers of the name or the list. */
  readonly isBalanced: boolean;
}

/**
 * @param apiBase `https://api.clarifai.com`, or `http://host:port` for a service without TLS. Several servers without TLS that share their
 * data are a list with commas, of IP addresses, or the addresses of one name.
 * @throws UserFacingError if it is none of these.
 */
export function parseAddress(apiBase: string): Address {
  const urls = apiBase.split(',').map((each) => parseUrl(each.trim(), apiBase));
  const [first, ...more] = urls;
  const isLocal = urls.every(({ hostname }) => ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
  if (first === undefined || more.length === 0) {
    const { protocol, hostname, port } = first ?? parseUrl('', apiBase);
    const tls = protocol === 'https:';
    // Behind TLS is a proxy, which balances by itself.
    return { target: `${hostname}:${port || (tls ? 443 : 80)}`, tls, isLocal, isBalanced: !tls && !isLocal };
  }
  const families = new Set(urls.map(({ hostname }) => isIP(hostname.replace(/^\[(.*)\]$/, '$1'))));
  if (families.has(0) || families.size > 1 || urls.some(({ protocol }) => protocol === 'https:')) {
    throw new UserFacingError(
      `CLARIFAI_API_BASE must list IPv4 addresses, or IPv6 addresses, without TLS, like http://10.0.0.5:7000,http://10.0.0.6:7000, but it is "${apiBase}".`,
    );
  }
  const list = urls.map(({ hostname, port }) => `${hostname}:${port || 80}`).join(',');
  return { target: `${families.has(4) ? 'ipv4' : 'ipv6'}:${list}`, tls: false, isLocal, isBalanced: true };
}

function parseUrl(text: string, apiBase: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && ['', '/'].includes(url.pathname)) return url;
  throw new UserFacingError(
    `CLARIFAI_API_BASE must be like https://api.clarifai.com or http://host:port, but it is "${apiBase}".`,
  );
}

/** Spreads calls over the servers that answer. A server that doesn't answer to a ping is left out, as one whose machine is off. */
const BALANCED = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  // How soon a name is looked up again after a connection was lost.
  'grpc.dns_min_time_between_resolutions_ms': 5_000,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

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
    ...(address.isBalanced ? BALANCED : {}),
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
