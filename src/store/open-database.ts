import { chmodSync, closeSync, openSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import sqlite, { type Database as SqliteDatabase } from 'node-sqlite3-wasm';
import { z } from 'zod';
import { UserFacingError } from '../errors.js';
import { type Database, wrapConnection } from './database.js';
import { describeDatabaseFailure, describeFolderFailure } from './failures.js';

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
  const database = wrapConnection(sql, file, guard, () => openPaths.delete(file));
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
