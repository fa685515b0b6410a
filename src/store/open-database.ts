import { chmodSync, closeSync, openSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import sqlite, { type Database as SqliteDatabase, type Statement } from 'node-sqlite3-wasm';
import { z } from 'zod';
import { UserFacingError } from '../errors.js';
import { describeDatabaseFailure, describeFolderFailure, fileDamaged } from './failures.js';

export type SqlValue = string | number | bigint | Uint8Array | null;
/** A list for `?`; an object with prefixed names (`{':id': …}`) for `:id`. */
type SqlParameters = readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

/**
 * An open database. Calls are synchronous; a write outside {@link transaction} is on the disk when it returns. All methods throw a
 * UserFacingError when the file or the disk fails, and SQLite's own error for a broken constraint.
 */
export interface Database {
  /**
   * The rows of a query, each checked against `shape` (row-shapes.ts).
   * @throws UserFacingError if a row doesn't match, because the file is damaged.
   */
  rows<Shape extends z.ZodType>(shape: Shape, sql: string, parameters?: SqlParameters): z.output<Shape>[];
  /** The first row of a query, if there is one, checked as by {@link rows}. */
  row<Shape extends z.ZodType>(shape: Shape, sql: string, parameters?: SqlParameters): z.output<Shape> | undefined;
  /** Whether a query has any row. */
  exists(sql: string, parameters?: SqlParameters): boolean;
  run(sql: string, parameters?: SqlParameters): { readonly changes: number; readonly lastInsertRowid: number };
  /**
   * Runs `work` as a transaction, which is on the disk when this returns and is rolled back when `work` throws. Transactions can be
   * nested: if the caller catches the error of an inner one, the outer one goes on without it.
   */
  transaction<T>(work: () => T): T;
  /**
   * Makes deleted data unrecoverable from the files. SQLite overwrites it with zeros in the database, but older copies stay in the
   * write-ahead log until this is called. Call it after erasing a person.
   */
  purge(): void;
  close(): void;
}

/** How to open a database. */
export interface DatabaseOptions {
  /**
   * SQL scripts that build the schema, oldest first. Each runs once, in a separate transaction. Only append to the list; never change
   * a released script.
   */
  readonly migrations: readonly string[];
}

const openPaths = new Set<string>();

/**
 * Opens a database file, or creates it, so that it survives `kill -9` at any moment. The caller must hold the lock on its folder
 * (lock-folder.ts), because this removes the lock folder that a killed process leaves behind.
 *
 * The journal must be a write-ahead log. In every other mode node-sqlite3-wasm 0.8 mistakes its own lock folder for another
 * process's, so it never plays back the journal of a killed process, and the database ends up damaged
 * (test/store/open-database.test.ts kills a writer to prove that this doesn't happen here). Without shared memory, SQLite allows
 * the log only in exclusive mode, which is what we want anyway.
 *
 * `synchronous=FULL` flushes the log at every commit: 0.9–1.6 ms for one insert, 0.2 s for 10 000 in one transaction.
 * @throws UserFacingError if the file can't be opened, is damaged, or was written by a newer Rollcall.
 */
export function openDatabase(path: string, { migrations }: DatabaseOptions): Database {
  const file = resolve(path);
  if (openPaths.has(file)) throw new Error(`${file} is already open in this process`);
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw describeDatabaseFailure(error, file);
    }
  };
  prepareFile(file);
  const sql = guard(() => new sqlite.Database(file));
  const database = wrap(sql, file, guard, () => openPaths.delete(file));
  openPaths.add(file);
  try {
    guard(() => {
      sql.exec('PRAGMA locking_mode = EXCLUSIVE');
      sql.exec('PRAGMA journal_mode = WAL');
      sql.exec('PRAGMA synchronous = FULL');
      sql.exec('PRAGMA secure_delete = ON');
      sql.exec('PRAGMA foreign_keys = ON');
      sql.exec('PRAGMA temp_store = MEMORY');
    });
    migrate(database, sql, migrations, file);
    chmodSync(`${file}-wal`, 0o600);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function prepareFile(file: string): void {
  try {
    rmSync(`${file}.lock`, { recursive: true, force: true });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw describeFolderFailure(error, file);
  }
}

function migrate(database: Database, sql: SqliteDatabase, migrations: readonly string[], file: string): void {
  const applied = database.row(z.object({ user_version: z.number() }), 'PRAGMA user_version')?.user_version ?? 0;
  if (applied > migrations.length) {
    throw new UserFacingError(
      `The file ${file} was written by a newer Rollcall. Update Rollcall, or set ROLLCALL_DATA to a different folder.`,
    );
  }
  migrations.slice(applied).forEach((script, index) => {
    database.transaction(() => {
      sql.exec(script);
      sql.exec(`PRAGMA user_version = ${applied + index + 1}`);
    });
  });
}

function wrap(sql: SqliteDatabase, file: string, guard: <T>(work: () => T) => T, onClose: () => void): Database {
  const statements = new Map<string, Statement>();

  function execute<T>(text: string, work: (statement: Statement) => T): T {
    return guard(() => {
      const statement = statements.get(text) ?? sql.prepare(text);
      statements.set(text, statement);
      try {
        return work(statement);
      } catch (error) {
        // A failed statement reports the same error again when it is reset; a new one doesn't.
        statements.delete(text);
        discard(statement);
        throw error;
      }
    });
  }

  // Always reads to the last row, because an unfinished statement keeps its read transaction open.
  const select = (text: string, parameters: SqlParameters = []): unknown[] =>
    execute(text, (statement) => statement.all(toBindValues(parameters)));

  function check<Shape extends z.ZodType>(shape: Shape, row: unknown): z.output<Shape> {
    const checked = shape.safeParse(row);
    if (!checked.success) throw fileDamaged(file, checked.error);
    return checked.data;
  }

  const database: Database = {
    rows: (shape, text, parameters) => select(text, parameters).map((row) => check(shape, row)),
    row(shape, text, parameters) {
      const [first] = select(text, parameters);
      return first === undefined ? undefined : check(shape, first);
    },
    exists: (text, parameters) => select(text, parameters).length > 0,
    run: (text, parameters = []) =>
      execute(text, (statement) => {
        const { changes, lastInsertRowid } = statement.run(toBindValues(parameters));
        return { changes, lastInsertRowid: Number(lastInsertRowid) };
      }),
    transaction(work) {
      const [begin, commit, rollback] = sql.inTransaction
        ? ['SAVEPOINT nested', 'RELEASE nested', 'ROLLBACK TO nested; RELEASE nested']
        : ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'];
      guard(() => sql.exec(begin));
      try {
        const result = work();
        guard(() => sql.exec(commit));
        return result;
      } catch (error) {
        // After some errors, such as a full disk, SQLite has already rolled back.
        if (sql.inTransaction) sql.exec(rollback);
        throw error;
      }
    },
    purge() {
      select('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    close() {
      if (!sql.isOpen) return;
      for (const statement of statements.values()) discard(statement);
      statements.clear();
      try {
        guard(() => sql.close());
      } finally {
        onClose();
      }
    },
  };
  return database;
}

function toBindValues(parameters: SqlParameters): SqlValue[] | Record<string, SqlValue> {
  return Symbol.iterator in parameters ? [...parameters] : { ...parameters };
}

function discard(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    // Finalizing repeats the error of the statement's last run, which was already thrown.
  }
}
