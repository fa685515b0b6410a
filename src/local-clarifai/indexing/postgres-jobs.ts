import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { StatusCode } from '../../clarifai-protocol.js';
import { messageOf } from '../../errors.js';
import type { Log } from '../../log.js';
import type { Listener } from '../../store/postgres/listener.js';
import type { Db } from '../tables/database-schema.js';
import type { JobSource, Leases } from './job-source.js';

export interface PostgresJobsOptions extends Partial<Leases> {
  readonly db: Db;
  /** Listens to a channel of the database. */
  readonly listen: (channel: string, onEvent: (payload: string) => void) => Listener;
  readonly log: Log;
}

/** Long enough for a pause of the process or of its connection. */
const LEASE_MS = 30_000;
const POLL_MS = 5_000;
/** How often a call that waits for an input asks for it, should the event be lost. */
const WAIT_POLL_MS = 500;

// Literals, as in the condition of the index input_unsettled.
const UNSETTLED = sql`status IN (${sql.lit(StatusCode.INPUT_PENDING)}, ${sql.lit(StatusCode.INPUT_IN_PROGRESS)})`;

/**
 * The inputs that any server of a PostgreSQL database can index. A server takes one with a lease, and renews the lease while it works. When
 * a server is killed, its leases run out, and another server takes its inputs.
 */
export function createPostgresJobs(options: PostgresJobsOptions): JobSource {
  const { db, listen, log, leaseMs = LEASE_MS, pollMs = POLL_MS } = options;
  const server = randomUUID();
  const taken = new Set<number>();
  const until = sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})`;
  let channel = '';
  let listener: Listener | undefined;
  const timers: NodeJS.Timeout[] = [];
  let on = { work: () => {}, finished: () => {} };

  /** Tells all servers. What gets lost is noticed by the poll. */
  async function tell(event: 'work' | 'finished'): Promise<void> {
    await sql`SELECT pg_notify(${channel}, ${event})`.execute(db).catch((error: unknown) => {
      log.debug(`The other servers could not be told: ${messageOf(error)}`);
    });
  }

  async function renew(): Promise<void> {
    if (taken.size === 0) return;
    try {
      await sql`UPDATE input SET leased_until = ${until} WHERE leased_by = ${server} AND pk = any(${[...taken]}::bigint[])`.execute(
        db,
      );
    } catch (error) {
      log.debug(`Leases could not be renewed: ${messageOf(error)}`);
    }
  }

  return {
    pollMs: WAIT_POLL_MS,
    async start(handlers) {
      on = handlers;
      // Databases have one set of channels for all their schemas.
      const { rows } = await sql<{ schema: string }>`SELECT current_schema() AS schema`.execute(db);
      channel = `rollcall ${rows[0]?.schema}`;
      listener = listen(channel, (event) => {
        if (event !== 'finished') on.work();
        if (event !== 'work') on.finished();
      });
      timers.push(
        setInterval(on.work, pollMs),
        setInterval(() => void renew(), leaseMs / 3),
      );
      for (const timer of timers) timer.unref();
    },
    add() {
      setImmediate(() => {
        on.work();
        void tell('work');
      });
    },
    async take(limit) {
      const { rows } = await sql<{ pk: number }>`
        WITH free AS MATERIALIZED (
          SELECT pk FROM input
          WHERE ${UNSETTLED} AND deleting = 0 AND (leased_until IS NULL OR leased_until < clock_timestamp())
          ORDER BY pk LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED)
        UPDATE input
        SET status = ${StatusCode.INPUT_IN_PROGRESS}, attempts = attempts + 1, modified_at = ${Date.now()},
          leased_by = ${server}, leased_until = ${until}
        FROM free WHERE input.pk = free.pk RETURNING input.pk`.execute(db);
      const keys = rows.map(({ pk }) => pk).sort((a, b) => a - b);
      for (const key of keys) taken.add(key);
      return keys;
    },
    async release(keys) {
      await sql`UPDATE input
        SET status = ${StatusCode.INPUT_PENDING}, attempts = attempts - 1, leased_by = NULL, leased_until = NULL
        WHERE pk = any(${keys}::bigint[]) AND leased_by = ${server} AND status = ${StatusCode.INPUT_IN_PROGRESS}`.execute(
        db,
      );
      for (const key of keys) taken.delete(key);
      if (keys.length > 0) await tell('work');
    },
    async finish(key) {
      taken.delete(key);
      on.finished();
      await tell('finished');
    },
    isTaken: (tables, key) => tables.indexing.isLeasedBy(key, server),
    async areUnfinished(keys) {
      const { rows } =
        await sql`SELECT 1 FROM input WHERE pk = any(${keys}::bigint[]) AND ${UNSETTLED} LIMIT 1`.execute(db);
      return rows.length > 0;
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      await listener?.close();
    },
  };
}
