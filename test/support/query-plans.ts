import { z } from 'zod';
import type { Database } from '../../src/store/database.js';

/**
 * How SQLite runs the queries of some work, which gets no rows.
 * @returns the steps of all queries, as `EXPLAIN QUERY PLAN` describes them.
 */
export async function plansOf(database: Database, work: (database: Database) => unknown): Promise<string[]> {
  const plans: string[] = [];
  const explain = (sql: string, parameters: Parameters<Database['rows']>[2]) => {
    const steps = database.rows(z.object({ detail: z.string() }), `EXPLAIN QUERY PLAN ${sql}`, parameters);
    plans.push(...steps.map(({ detail }) => detail));
  };
  await work({
    ...database,
    select(sql, parameters) {
      explain(sql, parameters);
      return [];
    },
    rows(_shape, sql, parameters) {
      explain(sql, parameters);
      return [];
    },
    row(_shape, sql, parameters) {
      explain(sql, parameters);
      return undefined;
    },
    run(sql, parameters) {
      explain(sql, parameters);
      return { changes: 0, lastInsertRowid: 0 };
    },
  });
  return plans;
}
