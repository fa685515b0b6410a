import type { Envelope, SocketMode } from '../events/socket-mode.js';
import { LocalError } from './local-error.js';

/** Sends an envelope to the app and waits for its acknowledgement. */
export type DispatchToApp = (envelope: Envelope) => Promise<unknown>;

/**
 * Resolves to the payload of the acknowledgement; undefined when it has none.
 * @throws LocalError `dispatch_failed` when no app is connected, `operation_timeout` after three seconds. Slack's own client
 *   gets the same codes.
 */
export function createDispatchToApp(socketMode: SocketMode): DispatchToApp {
  return async (envelope) => {
    const delivery = await socketMode.send(envelope);
    switch (delivery.kind) {
      case 'acknowledged':
        return delivery.payload ?? undefined;
      case 'not_connected':
        throw new LocalError('dispatch_failed', 'no app is connected');
      default:
        throw new LocalError('operation_timeout', 'the app did not acknowledge within 3 seconds');
    }
  };
}
