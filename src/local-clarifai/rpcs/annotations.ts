import type { Annotation } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { ListAnnotationsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { BaseResponse, StatusCode, service } from '../../clarifai-protocol.js';
import { resolveUser } from '../access.js';
import { checkCount } from '../checks.js';
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
import { patchAnnotation } from './patch-annotation.js';

/** The RPCs about annotations of inputs and their faces. */
export function annotationRpcs({ tables, faceModel }: ServiceContext): Rpcs {
  const inputOf = (app: AppRow, annotation: Annotation): InputRow =>
    findInput(tables, app.pk, annotation.getInputId(), StatusCode.INPUT_DOES_NOT_EXIST);

  function find(app: AppRow, inputId: string, id: string): ListedAnnotation {
    const row = tables.annotations.find(app.pk, inputId, id);
    if (row === undefined) throw notFound(`Annotation ${id} of input ${inputId}`);
    return row;
  }

  /** Processes each annotation separately. A refused one is returned with the reason as its status. */
  function processEach(annotations: readonly Annotation[], process: (annotation: Annotation) => number) {
    checkCount(annotations, MAX_ANNOTATIONS_PER_POST, 'annotations');
    const outcomes = tables.transaction(() =>
      annotations.map((annotation) => ({ annotation, result: tables.attempt(() => process(annotation)) })),
    );
    const reply = annotationsReply(
      outcomes.flatMap(({ annotation, result }) => {
        if (result instanceof ApiError) return refusedAnnotation(annotation, result);
        const row = tables.annotations.byPk(result);
        return row === undefined ? [] : annotationMessages([row], tables, faceModel);
      }),
    );
    return reply.setStatus(summarize(outcomes.map(({ result }) => result)));
  }

  /** Deleting a detection also deletes its face, with the embedding. */
  function remove(rows: readonly ListedAnnotation[]) {
    tables.transaction(() => {
      for (const row of rows) {
        tables.annotations.remove(row.pk);
        if (row.kind === 'detection' && row.face !== null) tables.faces.remove(row.face);
      }
    });
    tables.purge();
    return new BaseResponse();
  }

  return {
    listAnnotations: {
      reply: service.MultiAnnotationResponse,
      handle(request, { app }) {
        const page = readPage(request.getPage(), request.getPerPage());
        const rows = tables.annotations.list(app.pk, readFilter(request), page);
        return annotationsReply(
          annotationMessages(rows, tables, faceModel, { withModelOutput: request.getReturnModelOutput() }),
        );
      },
    },

    getAnnotation: {
      reply: service.SingleAnnotationResponse,
      handle(request, { app }) {
        const row = find(app, request.getInputId(), request.getAnnotationId());
        const reply = new service.SingleAnnotationResponse();
        reply.setAnnotation(annotationMessages([row], tables, faceModel)[0]);
        return reply;
      },
    },

    postAnnotations: {
      reply: service.MultiAnnotationResponse,
      handle: (request, { app }) =>
        processEach(request.getAnnotationsList(), (annotation) => {
          const userId = resolveUser(annotation.getWorker()?.getUser()?.getId() || annotation.getUserId());
          return storeAnnotation(tables, inputOf(app, annotation), annotation, { userId, faceModel });
        }),
    },

    patchAnnotations: {
      reply: service.MultiAnnotationResponse,
      handle: (request, { app }) =>
        processEach(request.getAnnotationsList(), (annotation) => {
          const row = find(app, annotation.getInputId(), annotation.getId());
          const input = inputOf(app, annotation);
          patchAnnotation(tables, input, row, annotation, {
            action: request.getAction(),
            deleteIfEmpty: request.getDeleteIfEmptyData(),
            faceModel,
          });
          return row.pk;
        }),
    },

    deleteAnnotation: {
      reply: BaseResponse,
      handle: (request, { app }) => remove([find(app, request.getInputId(), request.getAnnotationId())]),
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
          const all = inputIds.flatMap((id) =>
            tables.annotations.ofInput(findInput(tables, app.pk, id, StatusCode.INPUT_DOES_NOT_EXIST).pk),
          );
          return remove(all.filter((row) => row.kind !== 'input'));
        }
        checkPaired(ids, inputIds);
        return remove(ids.map((id, index) => find(app, inputIds[index] ?? '', id)));
      },
    },
  };
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
