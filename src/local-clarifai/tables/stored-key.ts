import { sql } from 'kysely';
import type { Db } from './database-schema.js';

/**
 * The key that all servers of a PostgreSQL database accept.
 * @param own the key of this server, which becomes the key of all if the database has none yet.
 */
export async function storedKey(db: Db, own: string): Promise<string> {
  await sql`INSERT INTO setting (name, value) VALUES ('key', ${own}) ON CONFLICT DO NOTHING`.execute(db);
  const { rows } = await sql<{ value: string }>`SELECT value FROM setting WHERE name = 'key'`.execute(db);
  return rows[0]?.value ?? own;
}
