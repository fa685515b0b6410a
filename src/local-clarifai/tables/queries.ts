import type { RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { Db } from './database-schema.js';
import type { Dialect } from './dialect.js';

/** Where local Clarifai stores everything. */
export interface Store {
  readonly db: Db;
  readonly dialect: Dialect;
}

type Query = RawBuilder<unknown> | { execute(): Promise<readonly unknown[]> };

/** What the tables query with. */
export type Queries = ReturnType<typeof createQueries>;

/** The queries of a store or of an open transaction. */
export function createQueries({ db, dialect }: Store) {
  const select = async (query: Query): Promise<readonly unknown[]> =>
    'isRawBuilder' in query ? (await query.execute(db)).rows : query.execute();

  function check<Shape extends z.ZodType>(shape: Shape, row: unknown): z.output<Shape> {
    const checked = shape.safeParse(row);
    if (!checked.success) throw dialect.damaged(checked.error);
    return checked.data;
  }

  return {
    db,
    dialect,
    /**
     * The rows of a query, each checked against `shape`.
     * @throws if a row doesn't match, because the database is damaged.
     */
    async rows<Shape extends z.ZodType>(shape: Shape, query: Query): Promise<z.output<Shape>[]> {
      return (await select(query)).map((row) => check(shape, row));
    },
    /** The first row of a query, if there is one, checked as by `rows`. */
    async row<Shape extends z.ZodType>(shape: Shape, query: Query): Promise<z.output<Shape> | undefined> {
      const [first] = await select(query);
      return first === undefined ? undefined : check(shape, first);
    },
    /** Whether a query has any row. */
    exists: async (query: Query): Promise<boolean> => (await select(query)).length > 0,
  };
}
