import { z } from 'zod';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Queries } from './queries.js';

const modelRow = z.object({
  pk: z.number(),
  app: z.number(),
  id: z.string(),
  type: z.string(),
  /** Model message as it was posted. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
export type ModelRow = Readonly<z.infer<typeof modelRow>>;

/** Models, without the built-in ones. */
export function createModelTable({ db, row, rows }: Queries) {
  const ofApp = (app: number) => db.selectFrom('model').selectAll().where('app', '=', app);
  return {
    find: (app: number, id: string) => row(modelRow, ofApp(app).where('id', '=', id)),

    /** @param type empty for all. */
    list: (app: number, type: string, page: Page) =>
      rows(
        modelRow,
        ofApp(app)
          .$if(type !== '', (query) => query.where('type', '=', type))
          .orderBy('pk')
          .limit(page.limit)
          .offset(page.offset),
      ),

    /** @returns the new row's key. */
    async add(model: {
      readonly app: number;
      readonly id: string;
      readonly type: string;
      readonly message: Uint8Array;
    }): Promise<number> {
      const now = Date.now();
      const insert = db.insertInto('model').values({ ...model, created_at: now, modified_at: now });
      const { pk } = await insert.returning('pk').executeTakeFirstOrThrow();
      return pk;
    },

    async update(pk: number, message: Uint8Array): Promise<void> {
      await db.updateTable('model').set({ message, modified_at: Date.now() }).where('pk', '=', pk).execute();
    },

    /** Also deletes its versions. */
    async remove(pk: number): Promise<void> {
      await db.deleteFrom('model').where('pk', '=', pk).execute();
    },
  };
}
