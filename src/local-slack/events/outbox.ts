import { z } from 'zod';
import type { Log } from '../../log.js';
import type { Database } from '../../store/database.js';
import { retryOnFullDisk } from '../../store/retry-on-full-disk.js';
import { json } from '../../store/row-shapes.js';
import { whenQuiet } from '../when-quiet.js';
import type { Workspace } from '../workspace/workspace.js';
import type { SocketMode } from './socket-mode.js';

/**
 * Events on their way to the app. Each is stored in the transaction of the change it reports, and removed only once it is
 * acknowledged. So a photo posted just before a crash is still answered afterwards.
 */
export interface Outbox {
  /** Stores an event. Call it inside the transaction of the change it reports. @returns its id. */
  write(body: EventBody): number;
  /** Sends stored events. Call it after their transaction. They wait while no app is connected. */
  send(written: readonly { id: number; body: EventBody }[]): void;
  /** Sends the waiting events. */
  deliver(): void;
  close(): void;
}

const eventShape = z.looseObject({ event_id: z.string(), event: z.looseObject({ type: z.string() }) });

/** An event in Slack's envelope. */
export type EventBody = Readonly<z.output<typeof eventShape>>;

const eventRow = z.object({ id: z.number(), created_at_ms: z.number(), body: json(eventShape) });

/** Slack retries immediately, after one minute and after five minutes: https://docs.slack.dev/apis/events-api#retries */
export const SLACK_RETRY_DELAYS_MS = [0, 60_000, 300_000] as const;
/** Slack drops events that are older: https://docs.slack.dev/apis/events-api */
const MAX_AGE_MS = 2 * 60 * 60 * 1000;
const AGE_CHECK_MS = 60_000;

interface Waiting {
  readonly id: number;
  readonly body: EventBody;
  readonly createdAtMs: number;
  attempt: number;
  reason: string;
  state: 'ready' | 'sending' | 'backoff';
}

export interface OutboxOptions {
  readonly database: Database;
  readonly workspace: Pick<Workspace, 'purgeSoon'>;
  readonly socketMode: SocketMode;
  readonly baseUrl: string;
  readonly log: Log;
  readonly now: () => number;
  readonly retryDelaysMs: readonly number[];
}

export function createOutbox({
  database,
  workspace,
  socketMode,
  baseUrl,
  log,
  now,
  retryDelaysMs,
}: OutboxOptions): Outbox {
  const waiting = new Map<number, Waiting>();
  const timers = new Set<NodeJS.Timeout>();
  const acknowledged: number[] = [];
  let isClosed = false;

  const stored = 'SELECT id, created_at_ms, replace(body, ?, ?) AS body FROM events ORDER BY id';
  for (const { id, body, created_at_ms: createdAtMs } of database.rows(eventRow, stored, [ADDRESS, baseUrl])) {
    waiting.set(id, { id, body, createdAtMs, attempt: 0, reason: '', state: 'ready' });
  }

  function dropOld(): void {
    for (const event of waiting.values()) {
      if (event.state !== 'sending' && now() - event.createdAtMs > MAX_AGE_MS)
        drop(event, 'no app acknowledged it within two hours');
    }
  }
  const ageCheck = setInterval(dropOld, AGE_CHECK_MS);
  ageCheck.unref();

  function drop(event: Waiting, why: string): void {
    log.warn(`Local Slack: dropped the event ${event.body.event.type} (${event.body.event_id}): ${why}.`);
    remove(event);
  }

  /** Removals are batched. A crash may lose some, and the app then gets an event twice, as it may from Slack. */
  function remove(event: Waiting): void {
    waiting.delete(event.id);
    acknowledged.push(event.id);
    flushing.soon();
  }

  const flush = retryOnFullDisk(() => {
    database.transaction(() => {
      for (const id of acknowledged) database.run('DELETE FROM events WHERE id = ?', [id]);
    });
    acknowledged.length = 0;
    // Some of them contain the earlier text of a changed message.
    workspace.purgeSoon();
  }, log);
  const flushing = whenQuiet(flush.run);

  function after(delayMs: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, delayMs);
    timer.unref();
    timers.add(timer);
  }

  async function send(event: Waiting): Promise<void> {
    event.state = 'sending';
    const delivery = await socketMode.send({
      type: 'events_api',
      payload: event.body,
      acceptsResponse: false,
      retry: { attempt: event.attempt, reason: event.reason },
    });
    if (isClosed) return;
    if (delivery.kind === 'acknowledged') return remove(event);
    event.state = 'ready';
    if (delivery.kind === 'not_connected') return;
    const delayMs = retryDelaysMs[event.attempt];
    if (delayMs === undefined) return drop(event, `the app did not acknowledge it in ${event.attempt + 1} attempts`);
    event.attempt += 1;
    event.reason = delivery.kind === 'timeout' ? 'timeout' : 'connection_failed';
    event.state = 'backoff';
    after(delayMs, () => {
      event.state = 'ready';
      deliver();
    });
  }

  function deliver(): void {
    if (isClosed || !socketMode.isConnected()) return;
    dropOld();
    for (const event of waiting.values()) if (event.state === 'ready') void send(event);
  }

  return {
    write(body) {
      const text = JSON.stringify(body).replaceAll(baseUrl, ADDRESS);
      const { lastInsertRowid } = database.run('INSERT INTO events (created_at_ms, body) VALUES (?, ?)', [now(), text]);
      return lastInsertRowid;
    },
    send(written) {
      for (const { id, body } of written) {
        waiting.set(id, { id, body, createdAtMs: now(), attempt: 0, reason: '', state: 'ready' });
      }
      deliver();
    },
    deliver,
    close() {
      isClosed = true;
      clearInterval(ageCheck);
      for (const timer of timers) clearTimeout(timer);
      flushing.stop();
      flush.run();
      flush.stop();
    },
  };
}

/** Replaces this server's address in stored events: the port may have changed when they are read. */
const ADDRESS = 'http://local-slack.invalid';
