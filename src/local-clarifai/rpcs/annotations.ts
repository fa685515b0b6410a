import type { Annotation } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { ListAnnotationsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { BaseResponse, StatusCode, service } from '../../clarifai-protocol.js';
import { resolveUser } from '../access.js';
import { checkCount } from '../checks.js';
import { mapInOrder } from '../in-order.js';
import { findInput } from '../input-lookup.js';
import { MAX_ANNOTATIONS_PER_POST } from '../limits.js';
import { annotationMessages, refusedAnnotation } from '../messages/annotations.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, invalidRequest, notFound, summarize } from '../status.js';
import { storeAnnotation } from '../store-annotation.js';
import type { AnnotationFilter } from '../tables/annotation-filter.js';
import type { ListedAnnotation } from '../tables/annotations.js';
import type { AppRow } from '../tables/apps.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';
import { patchAnnotation } from './patch-annotation.js';

/** The RPCs about annotations of inputs and their faces. */
export function annotationRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  /**
   * Processes each annotation separately, in one transaction. A refused one is returned with the reason as its status.
   * @param process returns the annotation's key.
   */
  async function processEach(
    app: AppRow,
    annotations: readonly Annotation[],
    process: (tables: Tables, annotation: Annotation) => Promise<number>,
  ) {
    checkCount(annotations, MAX_ANNOTATIONS_PER_POST, 'annotations');
    const outcomes = await tables.transaction(app.pk, (tables) =>
      mapInOrder(annotations, async (annotation) => ({
        annotation,
        result: await tables.attempt(() => process(tables, annotation)),
      })),
    );
    const messages = await mapInOrder(outcomes, async ({ annotation, result }) => {
      if (result instanceof ApiError) return [refusedAnnotation(annotation, result)];
      const row = await tables.annotations.byPk(result);
      return row === undefined ? [] : annotationMessages([row], tables, faceModel);
    });
    return annotationsReply(messages.flat()).setStatus(summarize(outcomes.map(({ result }) => result)));
  }

  /**
   * Deletes annotations in a transaction. Deleting a detection also deletes its face, with the embedding.
   * @param find finds them.
   */
  async function remove(app: AppRow, find: (tables: Tables) => Promise<readonly ListedAnnotation[]>) {
    await tables.transaction(app.pk, async (tables) => {
      for (const row of await find(tables)) {
        await tables.annotations.remove(row.pk);
        if (row.kind === 'detection' && row.face !== null) await tables.faces.remove(row.face);
      }
    });
    await tables.purge();
    return new BaseResponse();
  }

  return {
    listAnnotations: {
      reply: service.MultiAnnotationResponse,
      async handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const rows = await tables.annotations.list(app.pk, readFilter(request), page);
        return annotationsReply(
          await annotationMessages(rows, tables, faceModel, { withModelOutput: request.getReturnModelOutput() }),
        );
      },
    },

    getAnnotation: {
      reply: service.SingleAnnotationResponse,
      async handle(request, { app }) {
        const row = await findAnnotation(tables, app, request.getInputId(), request.getAnnotationId());
        const [annotation] = await annotationMessages([row], tables, faceModel);
        return new service.SingleAnnotationResponse().setAnnotation(annotation);
      },
    },

    postAnnotations: {
      reply: service.MultiAnnotationResponse,
      handle: (request, { app }) =>
        processEach(app, request.getAnnotationsList(), async (tables, annotation) => {
          const userId = resolveUser(annotation.getWorker()?.getUser()?.getId() || annotation.getUserId());
          return storeAnnotation(tables, await inputOf(tables, app, annotation), annotation, { userId, faceModel });
        }),
    },

    patchAnnotations: {
      reply: service.MultiAnnotationResponse,
      handle: (request, { app }) =>
        processEach(app, request.getAnnotationsList(), async (tables, annotation) => {
          const row = await findAnnotation(tables, app, annotation.getInputId(), annotation.getId());
          const input = await inputOf(tables, app, annotation);
          await patchAnnotation(tables, input, row, annotation, {
            action: request.getAction(),
            deleteIfEmpty: request.getDeleteIfEmptyData(),
            faceModel,
          });
          return row.pk;
        }),
    },

    deleteAnnotation: {
      reply: BaseResponse,
      handle: (request, { app }) =>
        remove(app, async (tables) => [
          await findAnnotation(tables, app, request.getInputId(), request.getAnnotationId()),
        ]),
    },

    deleteAnnotations: {
      reply: BaseResponse,
      handle(request, { app }) {
        const ids = request.getIdsList();
        const inputIds = request.getInputIdsList();
        if (inputIds.length === 0) {
          throw invalidRequest('input_ids is empty.');
        }
        if (ids.length === 0) {
          return remove(app, async (tables) => {
            const all = await mapInOrder(inputIds, async (id) => {
              const input = await findInput(tables, app.pk, id, StatusCode.INPUT_DOES_NOT_EXIST);
              return tables.annotations.ofInput(input.pk);
            });
            return all.flat().filter((row) => row.kind !== 'input');
          });
        }
        checkPaired(ids, inputIds);
        return remove(app, (tables) =>
          mapInOrder([...ids.keys()], (index) => findAnnotation(tables, app, inputIds[index] ?? '', ids[index] ?? '')),
        );
      },
    },
  };
}

function inputOf(tables: Tables, app: AppRow, annotation: Annotation): Promise<InputRow> {
  return findInput(tables, app.pk, annotation.getInputId(), StatusCode.INPUT_DOES_NOT_EXIST);
}

async function findAnnotation(tables: Tables, app: AppRow, inputId: string, id: string): Promise<ListedAnnotation> {
  const row = await tables.annotations.find(app.pk, inputId, id);
  if (row === undefined) throw notFound(`Annotation ${id} of input ${inputId}`);
  return row;
}

function readFilter(request: ListAnnotationsRequest): AnnotationFilter {
  const ids = request.getIdsList();
  const inputIds = request.getInputIdsList();
  if (ids.length > 0) checkPaired(ids, inputIds);
  return {
    ids,
    inputIds,
    trustedOnly: !request.getListAllAnnotations(),
    userIds: request.getUserIdsList().map(resolveUser),
    modelVersionIds: request.getModelVersionIdsList(),
    workflowVersionIds: request.getWorkflowVersionIdsList(),
    statuses: request.getStatusesList().map((status) => status.getCode()),
  };
}

function checkPaired(ids: readonly string[], inputIds: readonly string[]): void {
  if (ids.length === inputIds.length) return;
  throw invalidRequest(`ids and input_ids need the same length; they have ${ids.length} and ${inputIds.length}.`);
}

function annotationsReply(annotations: Annotation[]) {
  const reply = new service.MultiAnnotationResponse();
  reply.setAnnotationsList(annotations);
  return reply;
}
