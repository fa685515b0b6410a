import { BaseResponse, service } from '../../clarifai-protocol.js';
import { checkCount } from '../checks.js';
import { findDataset } from '../dataset-lookup.js';
import { mapInOrder } from '../in-order.js';
import { findInput } from '../input-lookup.js';
import { MAX_INPUTS_PER_POST } from '../limits.js';
import { datasetInputMessages } from '../messages/datasets.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { invalidRequest, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { DatasetMemberRow, DatasetRow } from '../tables/datasets.js';
import type { Tables } from '../tables/tables.js';

/** The RPCs about the inputs of a data set. An input can be in several data sets. */
export function datasetInputRpcs({ tables }: ServiceContext): Rpcs {
  async function membersReply(app: AppRow, members: readonly DatasetMemberRow[]) {
    return new service.MultiDatasetInputResponse().setDatasetInputsList(
      await datasetInputMessages(tables, app, members),
    );
  }

  return {
    postDatasetInputs: {
      reply: service.MultiDatasetInputResponse,
      async handle(request, { app }) {
        if (request.hasSearch()) throw invalidRequest('Inputs cannot be added by a search here; send their ids.');
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const ids = request.getDatasetInputsList().map((each) => each.getInput()?.getId() ?? '');
        checkCount(ids, MAX_INPUTS_PER_POST, 'inputs');
        const members = await tables.transaction(app.pk, (tables) =>
          mapInOrder(ids, async (id) => {
            await tables.datasets.addMember(dataset.pk, (await findInput(tables, app.pk, id)).pk);
            return findMember(tables, app, dataset, id);
          }),
        );
        return membersReply(app, members);
      },
    },

    getDatasetInput: {
      reply: service.SingleDatasetInputResponse,
      async handle(request, { app }) {
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const member = await findMember(tables, app, dataset, request.getInputId());
        const [message] = await datasetInputMessages(tables, app, [member]);
        return new service.SingleDatasetInputResponse().setDatasetInput(message);
      },
    },

    listDatasetInputs: {
      reply: service.MultiDatasetInputResponse,
      async handle(request, { app }) {
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const page = readPage(request.getPage(), request.getPerPage());
        return membersReply(app, await tables.datasets.members(dataset.pk, page));
      },
    },

    deleteDatasetInputs: {
      reply: BaseResponse,
      async handle(request, { app }) {
        const dataset = await findDataset(tables, app, request.getDatasetId());
        const ids = request.getInputIdsList();
        checkCount(ids, MAX_INPUTS_PER_POST, 'inputs');
        await tables.transaction(app.pk, async (tables) => {
          for (const { input } of await mapInOrder(ids, (id) => findMember(tables, app, dataset, id))) {
            await tables.datasets.removeMember(dataset.pk, input);
          }
        });
        return new BaseResponse();
      },
    },
  };
}

async function findMember(
  tables: Tables,
  app: AppRow,
  dataset: DatasetRow,
  inputId: string,
): Promise<DatasetMemberRow> {
  const input = await findInput(tables, app.pk, inputId);
  const member = await tables.datasets.member(dataset.pk, input.pk);
  if (member === undefined) throw notFound(`Input “${inputId}” of data set “${dataset.id}”`);
  return member;
}
