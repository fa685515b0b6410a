import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';

const appRow = z.object({
  pk: z.number(),
  user_id: z.string(),
  id: z.string(),
  /** Id of the workflow that runs on new inputs. */
  base_workflow: z.string(),
  /** App message as it was posted. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
export type AppRow = Readonly<z.infer<typeof appRow>>;

export type AppTable = ReturnType<typeof createAppTable>;

/** Applications, by user. */
export function createAppTable(database: Database) {
  return {
    find: (userId: string, id: string) =>
      database.row(appRow, 'SELECT * FROM app WHERE user_id = ? AND id = ?', [userId, id]),

    byPk: (pk: number) => database.row(appRow, 'SELECT * FROM app WHERE pk = ?', [pk]),

    list: (userId: string) => database.rows(appRow, 'SELECT * FROM app WHERE user_id = ? ORDER BY pk', [userId]),

    update(pk: number, change: { readonly baseWorkflow: string; readonly message: Uint8Array }): void {
      database.run('UPDATE app SET base_workflow = ?, message = ?, modified_at = ? WHERE pk = ?', [
        change.baseWorkflow,
        change.message,
        Date.now(),
        pk,
      ]);
    },

    /** Also deletes everything in the application. */
    remove: (pk: number) => database.run('DELETE FROM app WHERE pk = ?', [pk]),

    add(app: {
      readonly userId: string;
      readonly id: string;
      readonly baseWorkflow: string;
      readonly message: Uint8Array;
    }): void {
      const now = Date.now();
      database.run(
        'INSERT INTO app (user_id, id, base_workflow, message, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)',
        [app.userId, app.id, app.baseWorkflow, app.message, now, now],
      );
    },
  };
}
