import { type SqlBool, sql } from 'kysely';
import { UserFacingError } from '../../errors.js';
import type { Db } from './database-schema.js';
import type { Dialect } from './dialect.js';
import { SEVERAL_APPS } from './tables.js';

/** The dialect of PostgreSQL. */
export const POSTGRES_DIALECT: Dialect = {
  isIn: (column, values) =>
    // An empty list has no type.
    values.length === 0
      ? sql<SqlBool>`false`
      : sql<SqlBool>`${sql.ref(column)} = any(${values}::${sql.raw(typeof values[0] === 'string' ? 'text[]' : 'bigint[]')})`,
  items: (values) => sql`jsonb_array_elements(${JSON.stringify(values)}::jsonb)`,
  // The planner knows from its statistics which index is better.
  unindexed: (column) => sql.ref(column),
  indexedBy: () => sql``,
  lock,
  unlock,
  revision,
  // Deleted rows are gone for everyone, and PostgreSQL overwrites them when it vacuums (docs/running.md).
  purge: () => Promise.resolve(),
  damaged: (cause) =>
    new UserFacingError('The database of DATABASE_URL holds a row that Rollcall can’t read. Restore a backup.', {
      cause,
    }),
};

/** The row of the application is its lock. Foreign keys only need the key of the row, so adding faces elsewhere doesn't wait for it. */
async function lock(db: Db, app: number): Promise<void> {
  if (app !== SEVERAL_APPS) {
    await sql`SELECT FROM app WHERE pk = ${app} FOR NO KEY UPDATE`.execute(db);
    return;
  }
  // For new applications, which have no row yet.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('rollcall app ' || current_schema(), 0))`.execute(db);
  await sql`SELECT FROM app ORDER BY pk FOR NO KEY UPDATE`.execute(db);
}

/** Shows every server that something changed. */
async function unlock(db: Db, app: number): Promise<void> {
  await (app === SEVERAL_APPS
    ? sql`UPDATE app SET revision = revision + 1`
    : sql`UPDATE app SET revision = revision + 1 WHERE pk = ${app}`
  ).execute(db);
}

async function revision(db: Db, app: number): Promise<number> {
  const { rows } = await sql<{ revision: number }>`SELECT revision FROM app WHERE pk = ${app}`.execute(db);
  return rows[0]?.revision ?? 0;
}
