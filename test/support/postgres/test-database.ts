import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { openPostgres } from '../../../src/store/postgres/open-postgres.js';
import { silentLog } from '../silent-log.js';

/** An empty schema of a PostgreSQL database. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** PGlite's address; all tests of this process share one. */
let pglite: Promise<string> | undefined;

/** Makes a schema on the server that ROLLCALL_TEST_POSTGRES names (a URL), or else on PGlite. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['ROLLCALL_TEST_POSTGRES'] || (await pgliteAddress());
  const schema = `rollcall_test_${randomUUID().replaceAll('-', '')}`;
  await run(server, `CREATE SCHEMA ${schema}`);
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return { url: url.href.replaceAll('+', '%20'), drop: () => run(server, `DROP SCHEMA ${schema} CASCADE`) };
}

/** Whether tests run with PostgreSQL in place of the embedded file (`npm run test:postgres`). */
export const IS_POSTGRES = process.env['ROLLCALL_TEST_STORE'] === 'postgres';

/** The names of the uploads that wait in a database. */
export async function waitingUploads({ url }: TestDatabase): Promise<string[]> {
  const { db, close } = await openPostgres({ url, connections: 1, log: silentLog });
  const { rows } = await sql<{ name: string }>`SELECT name FROM waiting_upload`.execute(db);
  await close();
  return rows.map(({ name }) => name);
}

const byFolder = new Map<string, Promise<TestDatabase>>();

/** The database in place of the file in a data folder, with `npm run test:postgres`; undefined otherwise. */
export async function testDatabaseFor(dataDir: string): Promise<TestDatabase | undefined> {
  if (!IS_POSTGRES) return undefined;
  const known = byFolder.get(dataDir) ?? createTestDatabase();
  byFolder.set(dataDir, known);
  return known;
}

function pgliteAddress(): Promise<string> {
  // Loaded here, because most tests don't need it.
  pglite ??= import('./pglite-server.js').then(async ({ startPglite }) => (await startPglite()).url);
  return pglite;
}

async function run(url: string, statement: string): Promise<void> {
  const { db, close } = await openPostgres({ url, connections: 1, log: silentLog });
  try {
    await sql.raw(statement).execute(db);
  } finally {
    await close();
  }
}
