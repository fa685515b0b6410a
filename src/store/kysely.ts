import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Database, SqlValue } from './database.js';

/**
 * Opens Kysely on a database, for code that also runs on databases that answer asynchronously. Closing it closes the database.
 *
 * There is one connection, so everything else, reads included, waits for an open transaction and never sees its uncommitted rows.
 * In a transaction, nothing may be awaited but its own queries. SQLite answers them at once, so a transaction is over before the
 * next turn of the event loop, and nobody waits for long.
 */
export function openKysely<Schema>(database: Database): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => createDriver(database),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

function createDriver(database: Database): Driver {
  const connection = createConnection(database);
  const mutex = createMutex();
  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      await mutex.acquire();
      return connection;
    },
    async beginTransaction() {
      database.run('BEGIN IMMEDIATE');
    },
    async commitTransaction() {
      database.run('COMMIT');
    },
    async rollbackTransaction() {
      // After some errors, such as a full disk, SQLite has already rolled back.
      if (database.isInTransaction) database.run('ROLLBACK');
    },
    async releaseConnection() {
      mutex.release();
    },
    async destroy() {
      await mutex.acquire();
      database.close();
    },
  };
}

function createConnection(database: Database): DatabaseConnection {
  return {
    async executeQuery<Row>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<Row>> {
      // Kysely's types allow only what the columns hold.
      const values = parameters as readonly SqlValue[];
      const isWrite =
        query.kind === 'InsertQueryNode' || query.kind === 'UpdateQueryNode' || query.kind === 'DeleteQueryNode';
      if (isWrite && query.returning === undefined) {
        return { rows: [], numAffectedRows: BigInt(database.run(sql, values).changes) };
      }
      return { rows: database.select(sql, values) as Row[] };
    },
    streamQuery() {
      throw new Error('Queries are not streamed: an unfinished one keeps its read transaction open');
    },
  };
}

/** Lets one after the other have the connection, in the order they asked for it. */
function createMutex() {
  const waiting: (() => void)[] = [];
  let isTaken = false;
  return {
    async acquire(): Promise<void> {
      if (isTaken) await new Promise<void>((resolve) => waiting.push(resolve));
      isTaken = true;
    },
    release(): void {
      const next = waiting.shift();
      if (next === undefined) isTaken = false;
      else next();
    },
  };
}
