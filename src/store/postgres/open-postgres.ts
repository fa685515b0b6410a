import type { Kysely, PostgresPool, PostgresPoolClient } from 'kysely';
import type { ClientConfig, Pool, PoolClient } from 'pg';
import { messageOf, UserFacingError } from '../../errors.js';
import type { Log } from '../../log.js';
import { DatabaseAwayError, describeOpeningFailure, describePostgresFailure } from './failures.js';
import { createListener, type Listener } from './listener.js';
import { placeOf } from './place-of.js';

/** How to reach a PostgreSQL database. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with libpq's parameters such as `sslmode`. */
  readonly url: string;
  /** How many connections this process opens at most, besides the one that listens. */
  readonly connections?: number;
  readonly log: Log;
}

/** An open database. */
export interface PostgresDatabase<Schema> {
  readonly db: Kysely<Schema>;
  /** Listens to a channel (SQL: LISTEN), also after the connection was lost. */
  listen(channel: string, onEvent: (payload: string) => void): Listener;
  close(): Promise<void>;
}

const DEFAULT_CONNECTIONS = 10;
/** Longer than any statement takes, and short enough that a client still waits for the answer. */
const STATEMENT_MS = 60_000;
const CONNECT_MS = 5_000;
/** How soon the other end of a silent connection is asked whether it is still there. */
const KEEP_ALIVE_MS = 10_000;
/** The oldest version that PostgreSQL's community will support for some time, and the first that Rollcall is tested with. */
const OLDEST_VERSION = 15;

/** Object identifiers of types that pg gives as text (pg_type.dat). Their values here are keys, counts and times, below 2^53. */
const [INT8, NUMERIC] = [20, 1700];

/**
 * Opens a database. Lost connections are replaced by the next call; a call that fails because of one throws a DatabaseAwayError.
 * @throws UserFacingError if it can't be reached or used, or is too old.
 */
export async function openPostgres<Schema>(options: PostgresOptions): Promise<PostgresDatabase<Schema>> {
  // Loaded here, because most installations never need it.
  const [{ Kysely: Database, PostgresDialect }, { default: pg }] = await Promise.all([import('kysely'), import('pg')]);
  const { url, connections = DEFAULT_CONNECTIONS, log } = options;
  const config: ClientConfig = {
    connectionString: url,
    application_name: 'rollcall',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: {
      getTypeParser: ((type: number, format?: 'text' | 'binary') =>
        type === INT8 || type === NUMERIC ? Number : pg.types.getTypeParser(type, format)) as never,
    },
  };
  const pool = new pg.Pool({ ...config, max: connections });
  pool.on('error', (error) => log.debug(`A connection to the database was lost: ${messageOf(error)}`));
  const db = new Database<Schema>({ dialect: new PostgresDialect({ pool: guarded(pool) }) });
  try {
    await checkVersion(pool, placeOf(url));
  } catch (error) {
    await db.destroy();
    throw describeOpeningFailure(error, placeOf(url));
  }
  return {
    db,
    listen: (channel, onEvent) => createListener({ createClient: () => new pg.Client(config), channel, onEvent, log }),
    close: () => db.destroy(),
  };
}

async function checkVersion(pool: Pool, place: string): Promise<void> {
  const { rows } = await pool.query<{ server_version: string }>('SHOW server_version');
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) >= OLDEST_VERSION) return;
  throw new UserFacingError(
    `The database at ${place} is PostgreSQL ${version}. Rollcall needs version ${OLDEST_VERSION} or newer.`,
  );
}

/** The pool with errors that say what is wrong. A connection with which something is wrong is not used again. */
function guarded(pool: Pool): PostgresPool {
  const clients = new WeakMap<PoolClient, PostgresPoolClient>();
  const wrap = (client: PoolClient): PostgresPoolClient => {
    const known = clients.get(client);
    if (known !== undefined) return known;
    // A connection that is lost in the middle of a query is reported by the query, and this event would end the process.
    client.on('error', () => {});
    let isBroken = false;
    const query = async (sql: string, parameters: readonly unknown[]) => {
      try {
        return await client.query(sql, [...parameters]);
      } catch (error) {
        const described = describePostgresFailure(error);
        isBroken ||= described instanceof DatabaseAwayError;
        throw described;
      }
    };
    // Kysely has its own types for what pg returns.
    const wrapped = {
      query: query as unknown as PostgresPoolClient['query'],
      release: () => client.release(isBroken),
    };
    clients.set(client, wrapped);
    return wrapped;
  };
  return {
    async connect() {
      try {
        return wrap(await pool.connect());
      } catch (error) {
        throw describePostgresFailure(error);
      }
    },
    end: () => pool.end(),
  };
}
