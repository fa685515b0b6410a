import { z } from 'zod';
import { bytes } from '../../store/row-shapes.js';
import type { Queries } from './queries.js';

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
export function createAppTable({ db, row, rows }: Queries) {
  const select = () => db.selectFrom('app').selectAll();
  return {
    find: (userId: string, id: string) => row(appRow, select().where('user_id', '=', userId).where('id', '=', id)),

    byPk: (pk: number) => row(appRow, select().where('pk', '=', pk)),

    list: (userId: string) => rows(appRow, select().where('user_id', '=', userId).orderBy('pk')),

    async update(pk: number, change: { readonly baseWorkflow: string; readonly message: Uint8Array }): Promise<void> {
      const values = { base_workflow: change.baseWorkflow, message: change.message, modified_at: Date.now() };
      await db.updateTable('app').set(values).where('pk', '=', pk).execute();
    },

    /** Also deletes everything in the application. */
    async remove(pk: number): Promise<void> {
      await db.deleteFrom('app').where('pk', '=', pk).execute();
    },

    async add(app: {
      readonly userId: string;
      readonly id: string;
      readonly baseWorkflow: string;
      readonly message: Uint8Array;
    }): Promise<void> {
      const now = Date.now();
      const { userId: user_id, id, baseWorkflow: base_workflow, message } = app;
      const values = { user_id, id, base_workflow, message, created_at: now, modified_at: now };
      await db.insertInto('app').values(values).execute();
    },
  };
}
