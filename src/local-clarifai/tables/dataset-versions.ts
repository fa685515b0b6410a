import { z } from 'zod';
import { bytes } from '../../store/row-shapes.js';
import type { Page } from '../paging.js';
import type { Queries } from './queries.js';

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
export function createDatasetVersionTable({ db, row, rows }: Queries) {
  const ofDataset = (dataset: number) => db.selectFrom('dataset_version').selectAll().where('dataset', '=', dataset);
  return {
    find: (dataset: number, id: string) => row(datasetVersionRow, ofDataset(dataset).where('id', '=', id)),

    /** Newest first. */
    list: (dataset: number, page: Page) =>
      rows(datasetVersionRow, ofDataset(dataset).orderBy('pk', 'desc').limit(page.limit).offset(page.offset)),

    async add(dataset: number, id: string, message: Uint8Array): Promise<void> {
      const now = Date.now();
      const values = { dataset, id, message, created_at: now, modified_at: now };
      await db.insertInto('dataset_version').values(values).execute();
    },

    async update(pk: number, message: Uint8Array): Promise<void> {
      await db.updateTable('dataset_version').set({ message, modified_at: Date.now() }).where('pk', '=', pk).execute();
    },

    async remove(pk: number): Promise<void> {
      await db.deleteFrom('dataset_version').where('pk', '=', pk).execute();
    },
  };
}
