import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../../store/database.js';
import type { Db } from './database-schema.js';
import type { NearestFaces } from './face-vectors.js';

/** In what the databases differ. Everything else is the same query for all. Columns are given with their table, for example `face.pk`. */
export interface Dialect {
  /** Whether a column's value is in a list, which is a single parameter however long it is. */
  isIn(column: string, values: readonly (string | number)[]): Expression<SqlBool>;
  /**
   * A list to select from, which is a single parameter: `… FROM ${items(list)} AS wanted`. It has one column, `value`, with JSON.
   * `wanted.value ->> 'id'` is the text in a field; CAST makes it a number.
   */
  items(values: readonly object[]): RawBuilder<unknown>;
  /** A column in a condition that no index is used for, because another condition selects fewer rows. */
  unindexed(column: string): Expression<unknown>;
  /** After the name of a table: reads it by this index. */
  indexedBy(index: string): RawBuilder<unknown>;
  /** Begins a transaction that changes an application, and waits for others that do. @param app its key, or SEVERAL_APPS. */
  lock(db: Db, app: number): Promise<void>;
  /** Ends such a transaction. */
  unlock(db: Db, app: number): Promise<void>;
  /** A number that is another one after anything of an application was changed. */
  revision(db: Db, app: number): Promise<number>;
  /** Finds the nearest faces, if the database can do that itself. */
  nearestFaces?(db: Db, wanted: NearestFaces): Promise<number[]>;
  /** See {@link Database.purge}. */
  purge(db: Db): Promise<void>;
  /** The error for a row with invalid contents. @param cause what is wrong with it. */
  damaged(cause: unknown): Error;
}

/** The dialect of the embedded file. */
export function embeddedDialect(database: Database): Dialect {
  return {
    isIn: (column, values) =>
      sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`,
    items: (values) => sql`json_each(${JSON.stringify(values)})`,
    unindexed: (column) => sql`+${sql.ref(column)}`,
    indexedBy: (index) => sql`indexed by ${sql.id(index)}`,
    // Transactions follow each other anyway (kysely.ts).
    lock: () => Promise.resolve(),
    unlock: () => Promise.resolve(),
    async revision(db) {
      const { rows } = await sql<{ changes: number }>`select total_changes() as changes`.execute(db);
      return rows[0]?.changes ?? 0;
    },
    purge: (db) => db.connection().execute(async () => database.purge()),
    damaged: (cause) => database.damaged(cause),
  };
}
