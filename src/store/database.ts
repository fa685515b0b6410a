import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as SqliteDatabase, Statement } from 'node-sqlite3-wasm';
import type { z } from 'zod';
import { StoppingError, type UserFacingError } from '../errors.js';
import { fileDamaged } from './failures.js';

/** A value that SQLite can store. */
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
  /** The rows of a query, unchecked. */
  select(sql: string, parameters?: SqlParameters): unknown[];
  /** Whether a query has any row. */
  exists(sql: string, parameters?: SqlParameters): boolean;
  run(sql: string, parameters?: SqlParameters): { readonly changes: number; readonly lastInsertRowid: number };
  /**
   * Runs `work` as a transaction, which is on the disk when this returns and is rolled back when `work` throws. Transactions can be
   * nested: if the caller catches the error of an inner one, the outer one goes on without it.
   */
  transaction<T>(work: () => T): T;
  /** Whether a transaction is open, which the code that runs now need not have begun if it is asynchronous (kysely.ts). */
  readonly isInTransaction: boolean;
  /** The error for a row with invalid contents. @param cause what is wrong with it. */
  damaged(cause: unknown): UserFacingError;
  /**
   * Makes deleted data unrecoverable from the files. SQLite overwrites it with zeros in the database, but older copies stay in the
   * write-ahead log until this is called. Call it after erasing a person. While the file is copied, this happens right afterwards.
   */
  purge(): void;
  /**
   * Writes a copy of the database as it is at the moment of the call, which opens without anything else. Reading and writing go on
   * meanwhile, but the write-ahead log grows.
   * @throws StoppingError if the database is closed before the copy is complete; errors of the file system.
   */
  copyTo(path: string): Promise<void>;
  close(): void;
}

/** SQLite's default: how long the write-ahead log gets, in pages, before it is moved into the database. */
const CHECKPOINT_PAGES = 1000;

/**
 * Makes a {@link Database} of an open connection.
 * @param file path of the file, for error messages.
 * @param guard runs work and explains its errors.
 * @param onClose called once, after the connection is closed.
 */
export function wrapConnection(
  sql: SqliteDatabase,
  file: string,
  guard: <T>(work: () => T) => T,
  onClose: () => void,
): Database {
  const statements = new Map<string, Statement>();
  let copies = 0;
  let isPurgeDue = false;

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
    if (!checked.success) throw database.damaged(checked.error);
    return checked.data;
  }

  const database: Database = {
    select,
    get isInTransaction() {
      return sql.inTransaction;
    },
    damaged: (cause) => fileDamaged(file, cause),
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
      if (copies > 0) isPurgeDue = true;
      else select('PRAGMA wal_checkpoint(TRUNCATE)');
    },
    async copyTo(path) {
      // One of asynchronous code ends before the next turn of the event loop (kysely.ts).
      while (sql.inTransaction) await nextTurn();
      // With an empty log, the file is complete, and without checkpoints it does not change while it is copied.
      if (copies === 0) select('PRAGMA wal_checkpoint(TRUNCATE)');
      select('PRAGMA wal_autocheckpoint = 0');
      copies += 1;
      try {
        await copyFile(file, path, constants.COPYFILE_FICLONE);
      } finally {
        copies -= 1;
        if (copies === 0 && sql.isOpen) {
          select(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
          if (isPurgeDue) database.purge();
          isPurgeDue = false;
        }
      }
      // Closing moved the log into the file.
      if (!sql.isOpen)
        throw new StoppingError(
          'Rollcall stopped during the backup. Start it again, or leave it stopped, and repeat the backup.',
        );
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
