import { z } from 'zod';
import type { Database } from '../../store/database.js';

const addJobRow = z.object({
  pk: z.number(),
  id: z.string(),
  /** How many of its inputs were refused when they were posted. */
  refused: z.number(),
  created_at: z.number(),
});
export type AddJobRow = Readonly<z.infer<typeof addJobRow>>;

/** Jobs, which group the inputs of one PostInputs request. */
export function createAddJobTable(database: Database) {
  return {
    find: (app: number, id: string) =>
      database.row(addJobRow, 'SELECT * FROM add_job WHERE app = ? AND id = ?', [app, id]),

    /** @returns the new row's key. */
    add: (app: number, id: string): number =>
      database.run('INSERT INTO add_job (app, id, refused, created_at) VALUES (?, ?, 0, ?)', [app, id, Date.now()])
        .lastInsertRowid,

    setRefused(pk: number, refused: number): void {
      database.run('UPDATE add_job SET refused = ? WHERE pk = ?', [refused, pk]);
    },
  };
}
