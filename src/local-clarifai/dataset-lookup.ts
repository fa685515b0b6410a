import { notFound } from './status.js';
import type { AppRow } from './tables/apps.js';
import type { DatasetRow } from './tables/datasets.js';
import type { Tables } from './tables/tables.js';

/**
 * Finds a data set by its id.
 * @throws ApiError 11101 if the application has no such data set.
 */
export async function findDataset(tables: Tables, app: AppRow, id: string): Promise<DatasetRow> {
  const row = await tables.datasets.find(app.pk, id);
  if (row === undefined) throw notFound(`Data set “${id}”`);
  return row;
}
