import { z } from 'zod';
import type { Database } from '../../store/database.js';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';

const datasetVersionRow = z.object({
  pk: z.number(),
  dataset: z.number(),
  id: z.string(),
  /** DatasetVersion message as it was posted. */
  message: bytes,
  created_at: z.number(),
  modified_at: z.number(),
});
export type DatasetVersionRow = Readonly<z.infer<typeof datasetVersionRow>>;

/** Versions of data sets. */
export function createDatasetVersionTable(database: Database) {
  return {
    find: (dataset: number, id: string) =>
      database.row(datasetVersionRow, 'SELECT * FROM dataset_version WHERE dataset = ? AND id = ?', [dataset, id]),

    /** Newest first. */
    list: (dataset: number, page: Page) =>
      database.rows(
        datasetVersionRow,
        'SELECT * FROM dataset_version WHERE dataset = ? ORDER BY pk DESC LIMIT ? OFFSET ?',
        [dataset, page.limit, page.offset],
      ),

    add(dataset: number, id: string, message: Uint8Array): void {
      const now = Date.now();
      database.run(
        'INSERT INTO dataset_version (dataset, id, message, created_at, modified_at) VALUES (?, ?, ?, ?, ?)',
        [dataset, id, message, now, now],
      );
    },

    update(pk: number, message: Uint8Array): void {
      database.run('UPDATE dataset_version SET message = ?, modified_at = ? WHERE pk = ?', [message, Date.now(), pk]);
    },

    remove(pk: number): void {
      database.run('DELETE FROM dataset_version WHERE pk = ?', [pk]);
    },
  };
}
