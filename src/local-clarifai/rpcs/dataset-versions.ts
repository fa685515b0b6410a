import type { DatasetVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { findDataset } from '../dataset-lookup.js';
import { checkedId } from '../ids.js';
import { datasetVersionMessage } from '../messages/datasets.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { duplicateId, invalidRequest, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { DatasetVersionRow } from '../tables/dataset-versions.js';
import type { DatasetRow } from '../tables/datasets.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/** The RPCs about versions of data sets, which store a description and metadata. Models can't be trained on them here, and they can't be exported. */
export function datasetVersionRpcs({ tables }: ServiceContext): Rpcs {
  function find(dataset: DatasetRow, id: string): DatasetVersionRow {
    const row = tables.datasetVersions.find(dataset.pk, id);
    if (row === undefined) throw notFound(`Version “${id}” of data set “${dataset.id}”`);
    return row;
  }

  function add(dataset: DatasetRow, posted: DatasetVersion): DatasetVersionRow {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if (tables.datasetVersions.find(dataset.pk, id) !== undefined) {
      throw duplicateId(`The version “${id}”`);
    }
    tables.datasetVersions.add(dataset.pk, id, posted.serializeBinary());
    return find(dataset, id);
  }

  function overwrite(dataset: DatasetRow, patch: DatasetVersion): DatasetVersionRow {
    refuseOtherFields(patch, StatusCode.CONN_INVALID_REQUEST, 'description and metadata', (rest) => {
      rest.setId('').setDatasetId('').setAppId('').setUserId('').setDescription('').clearMetadata();
    });
    const row = find(dataset, patch.getId());
    const stored = resources.DatasetVersion.deserializeBinary(row.message);
    if (patch.getDescription() !== '') stored.setDescription(patch.getDescription());
    if (patch.hasMetadata()) stored.setMetadata(patch.getMetadata());
    tables.datasetVersions.update(row.pk, stored.serializeBinary());
    return find(dataset, row.id);
  }

  function versionsReply(app: AppRow, dataset: DatasetRow, rows: readonly DatasetVersionRow[]) {
    const versions = rows.map((row) => datasetVersionMessage(app, dataset, row));
    return new service.MultiDatasetVersionResponse().setDatasetVersionsList(versions);
  }

  return {
    postDatasetVersions: {
      reply: service.MultiDatasetVersionResponse,
      handle(request, { app }) {
        const dataset = findDataset(tables, app, request.getDatasetId());
        const posted = request.getDatasetVersionsList();
        return versionsReply(
          app,
          dataset,
          tables.transaction(() => posted.map((each) => add(dataset, each))),
        );
      },
    },

    getDatasetVersion: {
      reply: service.SingleDatasetVersionResponse,
      handle(request, { app }) {
        const dataset = findDataset(tables, app, request.getDatasetId());
        const row = find(dataset, request.getDatasetVersionId());
        return new service.SingleDatasetVersionResponse().setDatasetVersion(datasetVersionMessage(app, dataset, row));
      },
    },

    listDatasetVersions: {
      reply: service.MultiDatasetVersionResponse,
      handle(request, { app }) {
        const dataset = findDataset(tables, app, request.getDatasetId());
        const page = readPage(request.getPage(), request.getPerPage());
        return versionsReply(app, dataset, tables.datasetVersions.list(dataset.pk, page));
      },
    },

    patchDatasetVersions: {
      reply: service.MultiDatasetVersionResponse,
      handle(request, { app }) {
        if (request.getAction() !== 'overwrite') {
          throw invalidRequest('Versions can only be patched with “overwrite”.');
        }
        const dataset = findDataset(tables, app, request.getDatasetId());
        const patches = request.getDatasetVersionsList();
        return versionsReply(
          app,
          dataset,
          tables.transaction(() => patches.map((each) => overwrite(dataset, each))),
        );
      },
    },

    deleteDatasetVersions: {
      reply: BaseResponse,
      handle(request, { app }) {
        const dataset = findDataset(tables, app, request.getDatasetId());
        const rows = request.getDatasetVersionIdsList().map((id) => find(dataset, id));
        tables.transaction(() => {
          for (const row of rows) tables.datasetVersions.remove(row.pk);
        });
        return new BaseResponse();
      },
    },
  };
}
