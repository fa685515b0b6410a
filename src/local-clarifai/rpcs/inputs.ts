import { BaseResponse, StatusCode, service } from '../../clarifai-protocol.js';
import { checkCount } from '../checks.js';
import { findInput } from '../input-lookup.js';
import { MAX_INPUTS_PER_POST } from '../limits.js';
import { addJobMessage } from '../messages/add-jobs.js';
import { countInputs } from '../messages/input-count.js';
import { inputMessages } from '../messages/inputs.js';
import { readPage } from '../paging.js';
import { readPatchAction } from '../patch-action.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { InputRow } from '../tables/inputs.js';
import { patchInput } from './patch-input.js';
import { postInputs } from './post-inputs.js';

const DEFAULT_STREAM_PAGE = 20;

/** The RPCs about inputs. */
export function inputRpcs(context: ServiceContext): Rpcs {
  const { tables, indexer, inputDeletions } = context;

  const find = (app: AppRow, id: string): InputRow => findInput(tables, app.pk, id);

  /** Marks the inputs now and deletes them after the reply, as on the hosted service. */
  function deleteInputs(app: AppRow, ids: readonly string[]) {
    checkCount(ids, MAX_INPUTS_PER_POST, 'inputs');
    const rows = ids.map((id) => find(app, id));
    tables.transaction(() => {
      for (const row of rows) tables.inputs.markDeleting(row.pk);
    });
    inputDeletions.runSoon();
    return new BaseResponse();
  }

  function inputsReply(app: AppRow, rows: readonly InputRow[]) {
    return new service.MultiInputResponse().setInputsList(inputMessages(tables, app, rows));
  }

  return {
    postInputs: { reply: service.MultiInputResponse, handle: (request, { app }) => postInputs(context, app, request) },

    getInput: {
      reply: service.SingleInputResponse,
      async handle(request, { app, ...wait }) {
        await indexer.waitFor([find(app, request.getInputId()).pk], wait);
        const [input] = inputMessages(tables, app, [find(app, request.getInputId())]);
        return new service.SingleInputResponse().setInput(input);
      },
    },

    listInputs: {
      reply: service.MultiInputResponse,
      async handle(request, { app, ...wait }) {
        const status = request.getStatus()?.getCode();
        const filter = { ids: request.getIdsList(), statuses: status ? [status] : [] };
        const list = () => tables.inputs.list(app.pk, filter, readPage(request.getPage(), request.getPerPage()));
        if (wait.waitMs > 0) {
          const keys = list().map(({ pk }) => pk);
          await indexer.waitFor(keys, wait);
        }
        return inputsReply(app, list());
      },
    },

    streamInputs: {
      reply: service.MultiInputResponse,
      handle(request, { app }) {
        const rows = tables.inputs.stream(app.pk, {
          lastId: request.getLastId(),
          byId: request.getOrderById(),
          descending: request.getDescending(),
          limit: readPage(1, request.getPerPage(), DEFAULT_STREAM_PAGE).limit,
        });
        return inputsReply(app, rows);
      },
    },

    patchInputs: {
      reply: service.MultiInputResponse,
      handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        const patches = request.getInputsList();
        checkCount(patches, MAX_INPUTS_PER_POST, 'inputs', StatusCode.INPUT_INVALID_REQUEST);
        tables.transaction(() => {
          for (const patch of patches) patchInput(tables, find(app, patch.getId()), patch, action);
        });
        return inputsReply(
          app,
          patches.map((patch) => find(app, patch.getId())),
        );
      },
    },

    deleteInput: { reply: BaseResponse, handle: (request, { app }) => deleteInputs(app, [request.getInputId()]) },

    deleteInputs: { reply: BaseResponse, handle: (request, { app }) => deleteInputs(app, request.getIdsList()) },

    getInputsAddJob: {
      reply: service.SingleInputsAddJobResponse,
      handle(request, { app }) {
        const job = tables.addJobs.find(app.pk, request.getId());
        if (job === undefined) throw notFound(`Job ${request.getId()}`);
        return new service.SingleInputsAddJobResponse().setInputsAddJob(addJobMessage(tables, job));
      },
    },

    getInputCount: {
      reply: service.SingleInputCountResponse,
      handle(_request, { app }) {
        const reply = new service.SingleInputCountResponse();
        reply.setCounts(countInputs(tables.inputs.countByStatus(app.pk)));
        return reply;
      },
    },
  };
}
