import type { Dataset } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { ListDatasetsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { findDataset } from '../dataset-lookup.js';
import { checkedId } from '../ids.js';
import { datasetMessage } from '../messages/datasets.js';
import { matchesPattern } from '../name-pattern.js';
import { readPage } from '../paging.js';
import { type PatchAction, readPatchAction } from '../patch-action.js';
import { patchDescribed } from '../patch-described.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { duplicateId, invalidRequest } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { DatasetRow } from '../tables/datasets.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/** The RPCs about data sets. */
export function datasetRpcs({ tables }: ServiceContext): Rpcs {
  function add(app: AppRow, posted: Dataset): DatasetRow {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if (tables.datasets.find(app.pk, id) !== undefined) {
      throw duplicateId(`The data set “${id}”`);
    }
    const stored = posted.clone();
    stored.clearVersion();
    tables.datasets.add(app.pk, id, stored.serializeBinary());
    return findDataset(tables, app, id);
  }

  function patch(app: AppRow, patch: Dataset, action: PatchAction): DatasetRow {
    refuseOtherFields(patch, StatusCode.CONN_INVALID_REQUEST, 'description, notes and metadata', (rest) => {
      rest.setId('').setAppId('').setUserId('').setDescription('').setNotes('').clearMetadata();
    });
    const row = findDataset(tables, app, patch.getId());
    const stored = resources.Dataset.deserializeBinary(row.message);
    patchDescribed(stored, patch, action);
    tables.datasets.update(row.pk, stored.serializeBinary());
    return findDataset(tables, app, row.id);
  }

  const message = (app: AppRow, row: DatasetRow) => datasetMessage(tables, app, row);
  const datasetsReply = (app: AppRow, rows: readonly DatasetRow[]) =>
    new service.MultiDatasetResponse().setDatasetsList(rows.map((row) => message(app, row)));

  return {
    postDatasets: {
      reply: service.MultiDatasetResponse,
      handle: (request, { app }) =>
        datasetsReply(
          app,
          tables.transaction(() => request.getDatasetsList().map((posted) => add(app, posted))),
        ),
    },

    getDataset: {
      reply: service.SingleDatasetResponse,
      handle: (request, { app }) =>
        new service.SingleDatasetResponse().setDataset(message(app, findDataset(tables, app, request.getDatasetId()))),
    },

    listDatasets: {
      reply: service.MultiDatasetResponse,
      handle(request, { app }) {
        const { limit, offset } = readPage(request.getPage(), request.getPerPage());
        const matching = tables.datasets.ofApp(app.pk).filter((row) => matches(request, message(app, row)));
        return datasetsReply(app, inOrder(request, matching).slice(offset, offset + limit));
      },
    },

    patchDatasets: {
      reply: service.MultiDatasetResponse,
      handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        const patches = request.getDatasetsList();
        return datasetsReply(
          app,
          tables.transaction(() => patches.map((each) => patch(app, each, action))),
        );
      },
    },

    deleteDatasets: {
      reply: BaseResponse,
      handle(request, { app }) {
        const rows = request.getDatasetIdsList().map((id) => findDataset(tables, app, id));
        if (rows.length === 0) {
          throw invalidRequest('A request needs the ids of data sets.');
        }
        tables.transaction(() => {
          for (const row of rows) tables.datasets.remove(row.pk);
        });
        return new BaseResponse();
      },
    },
  };
}

function matches(request: ListDatasetsRequest, dataset: Dataset): boolean {
  // Data sets can't be starred here, or be bookmarks of another application's.
  if (request.getStarredOnly() || request.getBookmark()) return false;
  if (request.getId() !== '' && !matchesPattern(request.getId(), dataset.getId())) return false;
  const texts = [dataset.getId(), dataset.getDescription(), dataset.getNotes()];
  return request.getSearch() === '' || texts.some((text) => matchesPattern(`*${request.getSearch()}*`, text));
}

/** The latest changed first, unless the request asks for another order. */
function inOrder(request: ListDatasetsRequest, rows: readonly DatasetRow[]): DatasetRow[] {
  const timeOf = (row: DatasetRow) => (request.getSortByCreatedAt() ? row.created_at : row.modified_at);
  const byId = (a: DatasetRow, b: DatasetRow) => (a.id < b.id ? -1 : 1);
  const byTime = (a: DatasetRow, b: DatasetRow) => timeOf(a) - timeOf(b) || a.pk - b.pk;
  const ascending = rows.toSorted(request.getSortById() ? byId : byTime);
  return request.getSortAscending() ? ascending : ascending.reverse();
}
