import { sql } from 'kysely';
import type { Log } from '../../log.js';
import { describeOpeningFailure } from '../../store/postgres/failures.js';
import type { Listener } from '../../store/postgres/listener.js';
import { migrate } from '../../store/postgres/migrate.js';
import { openPostgres } from '../../store/postgres/open-postgres.js';
import { placeOf } from '../../store/postgres/place-of.js';
import type { DatabaseSchema, Db } from './database-schema.js';
import { POSTGRES_DIALECT } from './dialect-postgres.js';
import { nearestFaces, prepareVectors } from './face-vectors.js';
import type { Store } from './queries.js';
import { POSTGRES_MIGRATIONS } from './schema-postgres.js';

/** An open PostgreSQL database with the schema of schema-postgres.ts. */
export interface PostgresStore {
  readonly store: Store;
  /** As in {@link PostgresDatabase}. */
  listen(channel: string, onEvent: (payload: string) => void): Listener;
  /**
   * The key that all servers accept.
   * @param own the key of this server, which becomes the key of all if the database has none yet.
   */
  sharedKey(own: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Opens the database and builds or updates its schema.
 * @throws UserFacingError if it can't be reached or used, is too old, or was changed by a newer Rollcall.
 */
export async function openPostgresStore(url: string, log: Log): Promise<PostgresStore> {
  const { db, listen, close } = await openPostgres<DatabaseSchema>({ url, log });
  try {
    await migrate(db, POSTGRES_MIGRATIONS);
    const dialect = (await prepareVectors(db)) ? { ...POSTGRES_DIALECT, nearestFaces } : POSTGRES_DIALECT;
    return { store: { db, dialect }, listen, sharedKey: (own) => sharedKey(db, own), close };
  } catch (error) {
    await close();
    throw describeOpeningFailure(error, placeOf(url));
  }
}

async function sharedKey(db: Db, own: string): Promise<string> {
  await sql`INSERT INTO setting (name, value) VALUES ('key', ${own}) ON CONFLICT DO NOTHING`.execute(db);
  const { rows } = await sql<{ value: string }>`SELECT value FROM setting WHERE name = 'key'`.execute(db);
  return rows[0]?.value ?? own;
}
