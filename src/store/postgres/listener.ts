import type { Client } from 'pg';
import { messageOf } from '../../errors.js';
import type { Log } from '../../log.js';

/** Listens to a channel of PostgreSQL on a connection of its own. */
export interface Listener {
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;

/**
 * Starts to listen. After a lost connection it connects again, as long as it takes.
 * @param options.onEvent gets the payload; also called with an empty one after each connection, because events may have been missed.
 */
export function createListener(options: {
  readonly createClient: () => Client;
  readonly channel: string;
  readonly onEvent: (payload: string) => void;
  readonly log: Log;
}): Listener {
  const { createClient, channel, onEvent, log } = options;
  let isClosed = false;
  let current: Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let opening = Promise.resolve();

  async function open(): Promise<void> {
    const client = createClient();
    current = client;
    client.on('notification', ({ payload }) => onEvent(payload ?? ''));
    client.on('error', (error) => lost(client, error));
    client.on('end', () => lost(client, new Error('it ended')));
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      onEvent('');
    } catch (error) {
      lost(client, error);
    }
  }

  function lost(client: Client, error: unknown): void {
    if (isClosed || client !== current) return;
    current = undefined;
    log.debug(`The connection that listens to the database was lost: ${messageOf(error)}`);
    void client.end().catch(() => {
      // It was lost already.
    });
    timer = setTimeout(() => {
      opening = open();
    }, RECONNECT_MS);
    timer.unref();
  }

  opening = open();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await opening;
      await current?.end().catch(() => {
        // A lost connection needs no closing.
      });
    },
  };
}
