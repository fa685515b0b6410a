import type { Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { BaseResponse, StatusCode, service } from '../../clarifai-protocol.js';
import { checkCount } from '../checks.js';
import { mapInOrder } from '../in-order.js';
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

  /** Marks the inputs now and deletes them after the reply, as on the hosted service. */
  async function deleteInputs(app: AppRow, ids: readonly string[]) {
    checkCount(ids, MAX_INPUTS_PER_POST, 'inputs');
    await tables.transaction(app.pk, async (tables) => {
      for (const row of await mapInOrder(ids, (id) => findInput(tables, app.pk, id))) {
        await tables.inputs.markDeleting(row.pk);
      }
    });
    inputDeletions.runSoon();
    return new BaseResponse();
  }

  async function inputsReply(app: AppRow, rows: readonly InputRow[]) {
    return new service.MultiInputResponse().setInputsList(await inputMessages(tables, app, rows));
  }

  return {
    postInputs: { reply: service.MultiInputResponse, handle: (request, { app }) => postInputs(context, app, request) },

    getInput: {
      reply: service.SingleInputResponse,
      async handle(request, { app, ...wait }) {
        const find = () => findInput(tables, app.pk, request.getInputId());
        await indexer.waitFor([(await find()).pk], wait);
        const [input] = await inputMessages(tables, app, [await find()]);
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
          const keys = (await list()).map(({ pk }) => pk);
          await indexer.waitFor(keys, wait);
        }
        return inputsReply(app, await list());
      },
    },

    streamInputs: {
      reply: service.MultiInputResponse,
      async handle(request, { app }) {
        const rows = await tables.inputs.stream(app.pk, {
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
      async handle(request, { app }) {
        const action = readPatchAction(request.getAction());
        const patches = request.getInputsList();
        checkCount(patches, MAX_INPUTS_PER_POST, 'inputs', StatusCode.INPUT_INVALID_REQUEST);
        const patched = await tables.transaction(app.pk, async (tables) => {
          const find = (patch: Input) => findInput(tables, app.pk, patch.getId());
          for (const patch of patches) await patchInput(tables, await find(patch), patch, action);
          return mapInOrder(patches, find);
        });
        return inputsReply(app, patched);
      },
    },

    deleteInput: { reply: BaseResponse, handle: (request, { app }) => deleteInputs(app, [request.getInputId()]) },

    deleteInputs: { reply: BaseResponse, handle: (request, { app }) => deleteInputs(app, request.getIdsList()) },

    getInputsAddJob: {
      reply: service.SingleInputsAddJobResponse,
      async handle(request, { app }) {
        const job = await tables.addJobs.find(app.pk, request.getId());
        if (job === undefined) throw notFound(`Job ${request.getId()}`);
        return new service.SingleInputsAddJobResponse().setInputsAddJob(await addJobMessage(tables, job));
      },
    },

    getInputCount: {
      reply: service.SingleInputCountResponse,
      async handle(_request, { app }) {
        const reply = new service.SingleInputCountResponse();
        reply.setCounts(countInputs(await tables.inputs.countByStatus(app.pk)));
        return reply;
      },
    },
  };
}
