import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const requests = new AsyncLocalStorage<string>();

/**
 * Runs work, and everything it starts, under one id, so that its lines in the log can be found together: from what Slack sent to the
 * reply. Work that already has an id keeps it.
 */
export function withRequestId<T>(work: () => T): T {
  return requests.run(requestId() ?? randomBytes(4).toString('hex'), work);
}

/** The id of the running request: 8 hexadecimal digits; undefined outside of one. */
export function requestId(): string | undefined {
  return requests.getStore();
}
