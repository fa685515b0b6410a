import type { Dataset } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { ListDatasetsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { BaseResponse, resources, StatusCode, service } from '../../clarifai-protocol.js';
import { findDataset } from '../dataset-lookup.js';
import { checkedId } from '../ids.js';
import { mapInOrder } from '../in-order.js';
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
import type { Tables } from '../tables/tables.js';
import { refuseOtherFields } from './refuse-other-fields.js';

/** The RPCs about data sets. */
export function datasetRpcs({ tables }: ServiceContext): Rpcs {
  async function add(tables: Tables, app: AppRow, posted: Dataset): Promise<DatasetRow> {
    const id = checkedId(posted.getId(), StatusCode.CONN_INVALID_REQUEST);
    if ((await tables.datasets.find(app.pk, id)) !== undefined) {
      throw duplicateId(`The data set “${id}”`);
    }
    const stored = posted.clone();
    stored.clearVersion();
    await tables.datasets.add(app.pk, id, stored.serializeBinary());
    return findDataset(tables, app, id);
  }

  async function patch(tables: Tables, app: AppRow, patch: Dataset, action: PatchAction): Promise<DatasetRow> {
    refuseOtherFields(patch, StatusCode.CONN_INVALID_REQUEST, 'description, notes and metadata', (rest) => {
      rest.setId('').setAppId('').setUserId('').setDescription('').setNotes('').clearMetadata();
    });
    const row = await findDataset(tables, app, patch.getId());
    const stored = resources.Dataset.deserializeBinary(row.message);
    patchDescribed(stored, patch, action);
    await tables.datasets.update(row.pk, stored.serializeBinary());
    return findDataset(tables, app, row.id);
  }

  const message = (app: AppRow, row: DatasetRow) => datasetMessage(tables, app, row);
  const datasetsReply = async (app: AppRow, rows: readonly DatasetRow[]) =>
    new service.MultiDatasetResponse().setDatasetsList(await mapInOrder(rows, (row) => message(app, row)));

  return {
    postDatasets: {
      reply: service.MultiDatasetResponse,
      handle: async (request, { app }) =>
        datasetsReply(
          app,
          await tables.transaction(app.pk, (tables) =>
            mapInOrder(request.getDatasetsList(), (posted) => add(tables, app, posted)),
          ),
        ),
    },

    getDataset: {
      reply: service.SingleDatasetResponse,
      async handle(request, { app }) {
        const row = await findDataset(tables, app, request.getDatasetId());
        return new service.SingleDatasetResponse().setDataset(await message(app, row));
      },
    },

    listDatasets: {
      reply: service.MultiDatasetResponse,
      async handle(request, { app }) {
        const { limit, offset } = readPage(request.getPage(), request.getPerPage());
        const all = await mapInOrder(await tables.datasets.ofApp(app.pk), async (row) => ({
          row,
          matches: matches(request, await message(app, row)),
        }));
        const matching = all.filter((each) => each.matches).map(({ row }) => row);
        return datasetsReply(app, inOrder(request, matching).slice(offset, offset + limit));
      },
    },

    patchDatasets: {
      reply: service.MultiDatasetResponse,
      async handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        const patches = request.getDatasetsList();
        return datasetsReply(
          app,
          await tables.transaction(app.pk, (tables) => mapInOrder(patches, (each) => patch(tables, app, each, action))),
        );
      },
    },

    deleteDatasets: {
      reply: BaseResponse,
      async handle(request, { app }) {
        const ids = request.getDatasetIdsList();
        if (ids.length === 0) {
          throw invalidRequest('A request needs the ids of data sets.');
        }
        await tables.transaction(app.pk, async (tables) => {
          const rows = await mapInOrder(ids, (id) => findDataset(tables, app, id));
          for (const row of rows) await tables.datasets.remove(row.pk);
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
