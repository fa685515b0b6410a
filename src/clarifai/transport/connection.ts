import { type ChannelCredentials, credentials } from '@grpc/grpc-js';
import { V2Client, type V2ClientClass } from '../../clarifai-protocol.js';
import { UserFacingError } from '../../errors.js';

/** Where a Clarifai service is. */
export interface Address {
  /** `host:port`, as gRPC wants it. */
  readonly target: string;
  readonly tls: boolean;
  /** On this machine: there is no account to protect from too many calls, and answers come at once. */
  readonly nearby: boolean;
}

/**
 * @param apiBase `https://api.clarifai.com`, or `http://host:port` for a service without TLS.
 * @throws UserFacingError when it is neither.
 */
export function parseAddress(apiBase: string): Address {
  const url = URL.canParse(apiBase) ? new URL(apiBase) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || !['', '/'].includes(url.pathname)) {
    throw new UserFacingError(
      `CLARIFAI_API_BASE must be like https://api.clarifai.com or http://host:port, but it is "${apiBase}".`,
    );
  }
  const tls = url.protocol === 'https:';
  const nearby = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return { target: `${url.hostname}:${url.port || (tls ? 443 : 80)}`, tls, nearby };
}

/** Opens a channel lazily: nothing is sent before the first call. */
export function connect(address: Address): V2ClientClass {
  const channelCredentials: ChannelCredentials = address.tls ? credentials.createSsl() : credentials.createInsecure();
  return new V2Client(address.target, channelCredentials, {
    // The default of 4 MiB is less than one page of 1000 annotations can be.
    'grpc.max_receive_message_length': 256 * 1024 * 1024,
    // A service that comes back should be found again in seconds, not minutes.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 5_000,
    // Load balancers forget silent connections after some six minutes, without telling: a call would then wait in vain.
    'grpc.client_idle_timeout_ms': 240_000,
    // A proxy for the internet cannot reach a service on this machine.
    ...(address.nearby ? { 'grpc.enable_http_proxy': 0 } : {}),
    // Each recogniser has a connection of its own, so closing one never disturbs another.
    'grpc.use_local_subchannel_pool': 1,
  });
}
