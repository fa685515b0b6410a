import { chmodSync, closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import sqlite, { type Database as SqliteDatabase } from 'node-sqlite3-wasm';
import { z } from 'zod';
import { UserFacingError } from '../errors.js';
import { type Database, wrapConnection } from './database.js';
import { databaseLost, describeDatabaseFailure, describeFolderFailure, fileDamaged } from './failures.js';

/** How to open a database. */
export interface DatabaseOptions {
  /**
   * SQL scripts that build the schema, oldest first. Each runs once, in a separate transaction. Only append to the list; never change
   * a released script.
   */
  readonly migrations: readonly string[];
  /** A folder that is only made once the database exists: if it is there, the database must not be a new one. */
  readonly madeAfter?: string;
}

/** How much of a database is cached in memory, in KiB. A read from the file takes far longer here than in native SQLite. */
const CACHE_KIB = 8192;

/** By absolute path. */
const openDatabases = new Map<string, Database>();

/** The databases in a folder, and below it, that are open in this process, by their absolute paths. */
export function databasesIn(folder: string): ReadonlyMap<string, Database> {
  const within = `${resolve(folder)}${sep}`;
  return new Map([...openDatabases].filter(([path]) => path.startsWith(within)));
}

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
 * @throws UserFacingError if the file can't be opened, is damaged or lost, or was written by a newer Rollcall.
 */
export function openDatabase(path: string, { migrations, madeAfter }: DatabaseOptions): Database {
  const file = resolve(path);
  if (openDatabases.has(file)) throw new Error(`${file} is already open in this process`);
  const guard = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw describeDatabaseFailure(error, file);
    }
  };
  prepareFile(file);
  const sql = guard(() => new sqlite.Database(file));
  const database = wrapConnection(sql, file, guard, () => openDatabases.delete(file));
  openDatabases.set(file, database);
  try {
    guard(() => {
      sql.exec('PRAGMA locking_mode = EXCLUSIVE');
      sql.exec('PRAGMA journal_mode = WAL');
      sql.exec('PRAGMA synchronous = FULL');
      sql.exec('PRAGMA secure_delete = ON');
      sql.exec('PRAGMA foreign_keys = ON');
      sql.exec('PRAGMA temp_store = MEMORY');
      sql.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    });
    const version = versionOf(database);
    if (version === 0 && madeAfter !== undefined && existsSync(madeAfter)) throw databaseLost(file, madeAfter);
    migrate({ database, sql, file, version }, migrations);
    chmodSync(`${file}-wal`, 0o600);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/**
 * Checks a database file that no process uses.
 * @throws UserFacingError if it is damaged.
 */
export function checkDatabase(path: string): void {
  const sql = new sqlite.Database(path);
  try {
    sql.exec('PRAGMA locking_mode = EXCLUSIVE');
    const rows = z.array(z.object({ quick_check: z.string() })).parse(sql.all('PRAGMA quick_check'));
    if (rows[0]?.quick_check !== 'ok') throw fileDamaged(path, rows);
  } catch (error) {
    throw describeDatabaseFailure(error, path);
  } finally {
    sql.close();
  }
}

function prepareFile(file: string): void {
  try {
    rmSync(`${file}.lock`, { recursive: true, force: true });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw describeFolderFailure(error, file);
  }
}

/** How many migrations have run; 0 for a new file. */
function versionOf(database: Database): number {
  return database.row(z.object({ user_version: z.number() }), 'PRAGMA user_version')?.user_version ?? 0;
}

interface OpenFile {
  readonly database: Database;
  readonly sql: SqliteDatabase;
  readonly file: string;
  readonly version: number;
}

function migrate({ database, sql, file, version }: OpenFile, migrations: readonly string[]): void {
  if (version > migrations.length) {
    throw new UserFacingError(
      `The file ${file} was written by a newer Rollcall. Update Rollcall, or set ROLLCALL_DATA to a different folder.`,
    );
  }
  migrations.slice(version).forEach((script, index) => {
    database.transaction(() => {
      sql.exec(script);
      sql.exec(`PRAGMA user_version = ${version + index + 1}`);
    });
  });
}
