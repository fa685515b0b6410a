import type { Dataset, DatasetInput, DatasetVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { buildStatus } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { DatasetVersionRow } from '../tables/dataset-versions.js';
import type { DatasetMemberRow, DatasetRow } from '../tables/datasets.js';
import type { Tables } from '../tables/tables.js';
import { toTimestamp } from './common.js';
import { inputMessages } from './inputs.js';

/** A data set with its newest version, if it has any. */
export async function datasetMessage(tables: Tables, app: AppRow, row: DatasetRow): Promise<Dataset> {
  const [newest] = await tables.datasetVersions.list(row.pk, { limit: 1, offset: 0 });
  return resources.Dataset.deserializeBinary(row.message)
    .setId(row.id)
    .setAppId(app.id)
    .setUserId(app.user_id)
    .setCreatedAt(toTimestamp(row.created_at))
    .setModifiedAt(toTimestamp(row.modified_at))
    .setVersion(newest && datasetVersionMessage(app, row, newest));
}

/** A version of a data set. It is always ready, because nothing has to be prepared for it. */
export function datasetVersionMessage(app: AppRow, dataset: DatasetRow, row: DatasetVersionRow): DatasetVersion {
  return resources.DatasetVersion.deserializeBinary(row.message)
    .setId(row.id)
    .setDatasetId(dataset.id)
    .setAppId(app.id)
    .setUserId(app.user_id)
    .setCreatedAt(toTimestamp(row.created_at))
    .setModifiedAt(toTimestamp(row.modified_at))
    .setStatus(buildStatus(StatusCode.DATASET_VERSION_READY));
}

/** The inputs of a data set, in the order of `members`. */
export async function datasetInputMessages(
  tables: Tables,
  app: AppRow,
  members: readonly DatasetMemberRow[],
): Promise<DatasetInput[]> {
  const rows = await tables.inputs.byPks(members.map(({ input }) => input));
  const messages = await inputMessages(tables, app, rows);
  const byPk = new Map(rows.map((row, index) => [row.pk, messages[index]]));
  return members.map(({ input, created_at }) =>
    new resources.DatasetInput().setInput(byPk.get(input)).setCreatedAt(toTimestamp(created_at)),
  );
}
