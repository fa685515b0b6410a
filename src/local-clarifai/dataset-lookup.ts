import { notFound } from './status.js';
import type { AppRow } from './tables/apps.js';
import type { DatasetRow } from './tables/datasets.js';
import type { Tables } from './tables/tables.js';

/** @throws ApiError 11101 when there is none with this id in the application. */
export function findDataset(tables: Tables, app: AppRow, id: string): DatasetRow {
  const row = tables.datasets.find(app.pk, id);
  if (row === undefined) throw notFound(`Data set “${id}”`);
  return row;
}
