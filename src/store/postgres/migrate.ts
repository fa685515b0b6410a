import { type Kysely, sql } from 'kysely';
import { UserFacingError } from '../../errors.js';

/**
 * Builds the schema, one process at a time: others that start at once wait, and find it complete.
 * @param migrations SQL scripts, oldest first. Each runs once; if one fails, none has run.
 * @throws UserFacingError if a newer Rollcall has changed the database.
 */
export async function migrate<Schema>(db: Kysely<Schema>, migrations: readonly string[]): Promise<void> {
  if ((await versionOf(db)) === migrations.length) return;
  await db.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended('rollcall migration ' || current_schema(), 0))`.execute(
      transaction,
    );
    await sql`CREATE TABLE IF NOT EXISTS rollcall_migration (
      version integer PRIMARY KEY,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`.execute(transaction);
    const version = await versionOf(transaction);
    if (version > migrations.length) {
      throw new UserFacingError(
        'The database of DATABASE_URL was changed by a newer Rollcall. Update Rollcall, or set DATABASE_URL to another database.',
      );
    }
    for (const [index, script] of migrations.entries()) {
      if (index < version) continue;
      await sql.raw(script).execute(transaction);
      await sql`INSERT INTO rollcall_migration (version) VALUES (${index + 1})`.execute(transaction);
    }
  });
}

/** How many migrations have run; 0 for an empty database. */
async function versionOf<Schema>(db: Kysely<Schema>): Promise<number> {
  const found = await sql<{ found: boolean }>`SELECT to_regclass('rollcall_migration') IS NOT NULL AS found`.execute(
    db,
  );
  if (found.rows[0]?.found !== true) return 0;
  const { rows } = await sql<{
    version: number;
  }>`SELECT coalesce(max(version), 0) AS version FROM rollcall_migration`.execute(db);
  return rows[0]?.version ?? 0;
}
