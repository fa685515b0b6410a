import { BaseResponse, service } from '../../clarifai-protocol.js';
import { checkCount } from '../checks.js';
import { findDataset } from '../dataset-lookup.js';
import { findInput } from '../input-lookup.js';
import { MAX_INPUTS_PER_POST } from '../limits.js';
import { datasetInputMessages } from '../messages/datasets.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { invalidRequest, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { DatasetMemberRow, DatasetRow } from '../tables/datasets.js';

/** The RPCs about the inputs of a data set. An input can be in several data sets. */
export function datasetInputRpcs({ tables }: ServiceContext): Rpcs {
  function findMember(app: AppRow, dataset: DatasetRow, inputId: string): DatasetMemberRow {
    const member = tables.datasets.member(dataset.pk, findInput(tables, app.pk, inputId).pk);
    if (member === undefined) throw notFound(`Input “${inputId}” of data set “${dataset.id}”`);
    return member;
  }

  function membersReply(app: AppRow, members: readonly DatasetMemberRow[]) {
    return new service.MultiDatasetInputResponse().setDatasetInputsList(datasetInputMessages(tables, app, members));
  }

  return {
    postDatasetInputs: {
      reply: service.MultiDatasetInputResponse,
      handle(request, { app }) {
        if (request.hasSearch()) throw invalidRequest('Inputs cannot be added by a search here; send their ids.');
        const dataset = findDataset(tables, app, request.getDatasetId());
        const ids = request.getDatasetInputsList().map((each) => each.getInput()?.getId() ?? '');
        checkCount(ids, MAX_INPUTS_PER_POST, 'inputs');
        const members = tables.transaction(() =>
          ids.map((id) => {
            tables.datasets.addMember(dataset.pk, findInput(tables, app.pk, id).pk);
            return findMember(app, dataset, id);
          }),
        );
        return membersReply(app, members);
      },
    },

    getDatasetInput: {
      reply: service.SingleDatasetInputResponse,
      handle(request, { app }) {
        const member = findMember(app, findDataset(tables, app, request.getDatasetId()), request.getInputId());
        return new service.SingleDatasetInputResponse().setDatasetInput(datasetInputMessages(tables, app, [member])[0]);
      },
    },

    listDatasetInputs: {
      reply: service.MultiDatasetInputResponse,
      handle(request, { app }) {
        const dataset = findDataset(tables, app, request.getDatasetId());
        const page = readPage(request.getPage(), request.getPerPage());
        return membersReply(app, tables.datasets.members(dataset.pk, page));
      },
    },

    deleteDatasetInputs: {
      reply: BaseResponse,
      handle(request, { app }) {
        const dataset = findDataset(tables, app, request.getDatasetId());
        const ids = request.getInputIdsList();
        checkCount(ids, MAX_INPUTS_PER_POST, 'inputs');
        const members = ids.map((id) => findMember(app, dataset, id));
        tables.transaction(() => {
          for (const { input } of members) tables.datasets.removeMember(dataset.pk, input);
        });
        return new BaseResponse();
      },
    },
  };
}
