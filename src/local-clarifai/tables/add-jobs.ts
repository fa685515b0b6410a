import { z } from 'zod';
import type { Queries } from './queries.js';

const addJobRow = z.object({
  pk: z.number(),
  id: z.string(),
  /** How many of its inputs were refused when they were posted. */
  refused: z.number(),
  created_at: z.number(),
});
export type AddJobRow = Readonly<z.infer<typeof addJobRow>>;

/** Jobs, which group the inputs of one PostInputs request. */
export function createAddJobTable({ db, row }: Queries) {
  return {
    find: (app: number, id: string) =>
      row(addJobRow, db.selectFrom('add_job').selectAll().where('app', '=', app).where('id', '=', id)),

    /** @returns the new row's key. */
    async add(app: number, id: string): Promise<number> {
      const values = { app, id, refused: 0, created_at: Date.now() };
      const { pk } = await db.insertInto('add_job').values(values).returning('pk').executeTakeFirstOrThrow();
      return pk;
    },

    async setRefused(pk: number, refused: number): Promise<void> {
      await db.updateTable('add_job').set({ refused }).where('pk', '=', pk).execute();
    },
  };
}
