import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';

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
export function createModelTable(database: Database) {
  return {
    find: (app: number, id: string) =>
      database.row(modelRow, 'SELECT * FROM model WHERE app = ? AND id = ?', [app, id]),

    list: (app: number, type: string, page: Page) =>
      database.rows(
        modelRow,
        "SELECT * FROM model WHERE app = ?1 AND (?2 = '' OR type = ?2) ORDER BY pk LIMIT ?3 OFFSET ?4",
        [app, type, page.limit, page.offset],
      ),

    /** @returns the new row's key. */
    add(model: {
      readonly app: number;
      readonly id: string;
      readonly type: string;
      readonly message: Uint8Array;
    }): number {
      const now = Date.now();
      return database.run(
        'INSERT INTO model (app, id, type, message, created_at, modified_at) VALUES (?, ?, ?, ?, ?, ?)',
        [model.app, model.id, model.type, model.message, now, now],
      ).lastInsertRowid;
    },

    update(pk: number, message: Uint8Array): void {
      database.run('UPDATE model SET message = ?, modified_at = ? WHERE pk = ?', [message, Date.now(), pk]);
    },

    /** Also deletes its versions. */
    remove(pk: number): void {
      database.run('DELETE FROM model WHERE pk = ?', [pk]);
    },
  };
}
