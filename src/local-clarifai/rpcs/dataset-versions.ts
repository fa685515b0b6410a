import type { DatasetVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { findDataset } from '../dataset-lookup.js';
import { checkedId } from '../ids.js';
import { mapInOrder } from '../in-order.js';
import { datasetVersionMessage } from '../messages/datasets.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { duplicateId, invalidRequest, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { DatasetVersionRow } from '../tables/dataset-versions.js';
import type { DatasetRow } from '../tables/datasets.js';
import type { Tables } from '../tables/tables.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/** The RPCs about versions of data sets, which store a description and metadata. Models can't be trained on them here, and they can't be exported. */
export function datasetVersionRpcs({ tables }: ServiceContext): Rpcs {
  async function add(tables: Tables, dataset: DatasetRow, posted: DatasetVersion): Promise<DatasetVersionRow> {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if ((await tables.datasetVersions.find(dataset.pk, id)) !== undefined) {
      throw duplicateId(`The version “${id}”`);
    }
    await tables.datasetVersions.add(dataset.pk, id, posted.serializeBinary());
    return findVersion(tables, dataset, id);
  }

  async function overwrite(tables: Tables, dataset: DatasetRow, patch: DatasetVersion): Promise<DatasetVersionRow> {
    refuseOtherFields(patch, StatusCode.CONN_INVALID_REQUEST, 'description and metadata', (rest) => {
      rest.setId('').setDatasetId('').setAppId('').setUserId('').setDescription('').clearMetadata();
    });
    const row = await findVersion(tables, dataset, patch.getId());
    const stored = resources.DatasetVersion.deserializeBinary(row.message);
    if (patch.getDescription() !== '') stored.setDescription(patch.getDescription());
    if (patch.hasMetadata()) stored.setMetadata(patch.getMetadata());
    await tables.datasetVersions.update(row.pk, stored.serializeBinary());
    return findVersion(tables, dataset, row.id);
  }

  function versionsReply(app: AppRow, dataset: DatasetRow, rows: readonly DatasetVersionRow[]) {
    const versions = rows.map((row) => datasetVersionMessage(app, dataset, row));
    return new service.MultiDatasetVersionResponse().setDatasetVersionsList(versions);
  }

  return {
    postDatasetVersions: {
      reply: service.MultiDatasetVersionResponse,
      async handle(request, { app }) {
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const posted = request.getDatasetVersionsList();
        return versionsReply(
          app,
          dataset,
          await tables.transaction(app.pk, (tables) => mapInOrder(posted, (each) => add(tables, dataset, each))),
        );
      },
    },

    getDatasetVersion: {
      reply: service.SingleDatasetVersionResponse,
      async handle(request, { app }) {
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const row = await findVersion(tables, dataset, request.getDatasetVersionId());
        return new service.SingleDatasetVersionResponse().setDatasetVersion(datasetVersionMessage(app, dataset, row));
      },
    },

    listDatasetVersions: {
      reply: service.MultiDatasetVersionResponse,
      async handle(request, { app }) {
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const page = readPage(request.getPage(), request.getPerPage());
        return versionsReply(app, dataset, await tables.datasetVersions.list(dataset.pk, page));
      },
    },

    patchDatasetVersions: {
      reply: service.MultiDatasetVersionResponse,
      async handle(request, { app }) {
        if (request.getAction() !== 'overwrite') {
          throw invalidRequest('Versions can only be patched with “overwrite”.');
        }
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const patches = request.getDatasetVersionsList();
        return versionsReply(
          app,
          dataset,
          await tables.transaction(app.pk, (tables) => mapInOrder(patches, (each) => overwrite(tables, dataset, each))),
        );
      },
    },

    deleteDatasetVersions: {
      reply: BaseResponse,
      async handle(request, { app }) {
        const dataset = await findDataset(tables, app, request.getDatasetId());
        await tables.transaction(app.pk, async (tables) => {
          const ids = request.getDatasetVersionIdsList();
          const rows = await mapInOrder(ids, (id) => findVersion(tables, dataset, id));
          for (const row of rows) await tables.datasetVersions.remove(row.pk);
        });
        return new BaseResponse();
      },
    },
  };
}

async function findVersion(tables: Tables, dataset: DatasetRow, id: string): Promise<DatasetVersionRow> {
  const row = await tables.datasetVersions.find(dataset.pk, id);
  if (row === undefined) throw notFound(`Version “${id}” of data set “${dataset.id}”`);
  return row;
}
