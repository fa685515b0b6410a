import type { Envelope, SocketMode } from '../events/socket-mode.js';
import { LocalError } from './local-error.js';

/** Sends something to the app that waits for an answer. */
export type AskApp = (envelope: Envelope) => Promise<unknown>;

/**
 * Answers with the payload of the app's acknowledgement: undefined when it acknowledged without one.
 * @throws LocalError `dispatch_failed` when no app is connected, `operation_timeout` after three seconds: the words
 *   Slack shows to a person in these cases
 */
export function createAskApp(socketMode: SocketMode): AskApp {
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
