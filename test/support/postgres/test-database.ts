import { randomUUID } from 'node:crypto';
import { openPostgres } from '../../../src/store/postgres/open-postgres.js';
import { sql } from 'kysely';
import { silentLog } from '../silent-log.js';
import { type PgliteServer, startPglite } from './pglite-server.js';

/** An empty schema of a PostgreSQL database. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

let pglite: Promise<PgliteServer> | undefined;

/** Makes a schema on the server that ROLLCALL_TEST_POSTGRES names (a URL), or else on a PGlite that all tests of this process share. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['ROLLCALL_TEST_POSTGRES'] || (await (pglite ??= startPglite())).url;
  const schema = `rollcall_test_${randomUUID().replaceAll('-', '')}`;
  await run(server, `CREATE SCHEMA ${schema}`);
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return { url: url.href.replaceAll('+', '%20'), drop: () => run(server, `DROP SCHEMA ${schema} CASCADE`) };
}

async function run(url: string, statement: string): Promise<void> {
  const { db, close } = await openPostgres({ url, connections: 1, log: silentLog });
  try {
    await sql.raw(statement).execute(db);
  } finally {
    await close();
  }
}
