import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';

const datasetRow = z.object({
  pk: z.number(),
  app: z.number(),
  id: z.string(),
  /** Dataset message as it was posted. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
export type DatasetRow = Readonly<z.infer<typeof datasetRow>>;

const memberRow = z.object({
  input: z.number(),
  /** When the input was added to the data set. */
  created_at: z.number(),
});
export type DatasetMemberRow = Readonly<z.infer<typeof memberRow>>;

/** Data sets: named selections of the inputs of an application. */
export function createDatasetTable(database: Database) {
  return {
    find: (app: number, id: string) =>
      database.row(datasetRow, 'SELECT * FROM dataset WHERE app = ? AND id = ?', [app, id]),

    ofApp: (app: number) => database.rows(datasetRow, 'SELECT * FROM dataset WHERE app = ? ORDER BY pk', [app]),

    add(app: number, id: string, message: Uint8Array): void {
      const now = Date.now();
      database.run('INSERT INTO dataset (app, id, message, created_at, modified_at) VALUES (?, ?, ?, ?, ?)', [
        app,
        id,
        message,
        now,
        now,
      ]);
    },

    update(pk: number, message: Uint8Array): void {
      database.run('UPDATE dataset SET message = ?, modified_at = ? WHERE pk = ?', [message, Date.now(), pk]);
    },

    /** Also deletes its versions, but not its inputs. */
    remove(pk: number): void {
      database.run('DELETE FROM dataset WHERE pk = ?', [pk]);
    },

    /** Adds an input to a data set. Does nothing if the data set has it already. */
    addMember(dataset: number, input: number): void {
      database.run('INSERT OR IGNORE INTO dataset_input (dataset, input, created_at) VALUES (?, ?, ?)', [
        dataset,
        input,
        Date.now(),
      ]);
    },

    member: (dataset: number, input: number) =>
      database.row(memberRow, 'SELECT input, created_at FROM dataset_input WHERE dataset = ? AND input = ?', [
        dataset,
        input,
      ]),

    /** In the order the inputs were added to the application. */
    members: (dataset: number, page: Page) =>
      database.rows(
        memberRow,
        'SELECT input, created_at FROM dataset_input WHERE dataset = ? ORDER BY input LIMIT ? OFFSET ?',
        [dataset, page.limit, page.offset],
      ),

    removeMember(dataset: number, input: number): void {
      database.run('DELETE FROM dataset_input WHERE dataset = ? AND input = ?', [dataset, input]);
    },

    /** Keys of the inputs in any of these data sets. Ids that don't exist are ignored. */
    inputsIn: (app: number, ids: readonly string[]): ReadonlySet<number> =>
      new Set(
        database
          .rows(
            memberRow,
            `SELECT input, dataset_input.created_at FROM dataset_input JOIN dataset ON dataset.pk = dataset_input.dataset
             WHERE dataset.app = ? AND dataset.id IN (SELECT value FROM json_each(?))`,
            [app, JSON.stringify(ids)],
          )
          .map(({ input }) => input),
      ),
  };
}
