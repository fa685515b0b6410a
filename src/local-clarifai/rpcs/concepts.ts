import type { Concept, Model } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode, service } from '../../clarifai-protocol.js';
import { checkedId } from '../ids.js';
import { mapInOrder } from '../in-order.js';
import { structFromBytes, structToBytes, toTimestamp } from '../messages/common.js';
import { conceptMessage } from '../messages/faces.js';
import { findModel, findModelVersion } from '../model-lookup.js';
import { matchesPattern } from '../name-pattern.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError, duplicateId, notFound } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { ConceptRow } from '../tables/concepts.js';
import type { Tables } from '../tables/tables.js';

/** The RPCs about concepts. */
export function conceptRpcs({ tables }: ServiceContext): Rpcs {
  /** An id that exists fails the whole call (clarifai-python-grpc, tests/client/test_concept_crud.py). */
  async function add(tables: Tables, app: AppRow, posted: Concept): Promise<ConceptRow> {
    const id = checkedId(posted.getId(), StatusCode.CONCEPTS_INVALID_REQUEST);
    if ((await tables.concepts.find(app.pk, id)) !== undefined) {
      throw duplicateId(`The concept “${id}”`, StatusCode.CONCEPTS_INVALID_REQUEST);
    }
    return tables.concepts.add(app.pk, { id, name: posted.getName(), metadata: structToBytes(posted.getMetadata()) });
  }

  async function patch(tables: Tables, app: AppRow, posted: Concept): Promise<ConceptRow> {
    const row = await findConcept(tables, app, posted.getId());
    await tables.concepts.update(row.pk, {
      name: posted.getName() || row.name,
      metadata: structToBytes(posted.getMetadata()) ?? row.metadata,
    });
    return findConcept(tables, app, row.id);
  }

  /** The keys of the concepts that a model version learned; none without a model. */
  async function learnedConcepts(app: AppRow, reference: Model | undefined): Promise<ReadonlySet<number>> {
    if (reference === undefined) return new Set();
    const model = await findModel(tables, app.pk, reference.getId());
    const version = await findModelVersion(tables, model, reference.getModelVersion()?.getId() ?? '');
    return new Set((await tables.modelVersions.people(version.pk)).map(({ concept }) => concept));
  }

  return {
    postConcepts: {
      reply: service.MultiConceptResponse,
      handle: async (request, { app }) =>
        conceptsReply(
          app,
          await tables.transaction(app.pk, (tables) =>
            mapInOrder(request.getConceptsList(), (posted) => add(tables, app, posted)),
          ),
        ),
    },

    getConcept: {
      reply: service.SingleConceptResponse,
      async handle(request, { app }) {
        const found = await findConcept(tables, app, request.getConceptId());
        return new service.SingleConceptResponse().setConcept(concept(app, found));
      },
    },

    postConceptsSearches: {
      reply: service.MultiConceptResponse,
      async handle(request, { app }) {
        const query = request.getConceptQuery();
        const pagination = request.getPagination();
        const { limit, offset } = readPage(pagination?.getPage() ?? 0, pagination?.getPerPage() ?? 0);
        const name = query?.getName() ?? '';
        const ofModel = await learnedConcepts(app, query?.getModel());
        const found = (await tables.concepts.all(app.pk))
          .filter((row) => query?.getIgnoreAppConcepts() !== true || ofModel.has(row.pk))
          .filter((row) => name === '' || matchesPattern(name, row.name));
        return conceptsReply(app, found.slice(offset, offset + limit));
      },
    },

    listConcepts: {
      reply: service.MultiConceptResponse,
      handle: async (request, { app }) =>
        conceptsReply(app, await tables.concepts.list(app.pk, readPage(request.getPage(), request.getPerPage()))),
    },

    patchConcepts: {
      reply: service.MultiConceptResponse,
      async handle(request, { app }) {
        if (request.getAction() !== 'overwrite') {
          throw new ApiError(
            StatusCode.CONCEPTS_INVALID_REQUEST,
            'Concepts can only be patched with the action “overwrite”.',
          );
        }
        const patched = await tables.transaction(app.pk, (tables) =>
          mapInOrder(request.getConceptsList(), (posted) => patch(tables, app, posted)),
        );
        // A name may have been removed to erase a person.
        await tables.purge();
        return conceptsReply(app, patched);
      },
    },
  };
}

async function findConcept(tables: Tables, app: AppRow, id: string): Promise<ConceptRow> {
  const row = await tables.concepts.find(app.pk, id);
  if (row === undefined) throw notFound(`Concept ${id}`);
  return row;
}

function concept(app: AppRow, row: ConceptRow): Concept {
  const message = conceptMessage({ id: row.id, name: row.name, value: 1 });
  message.setMetadata(structFromBytes(row.metadata));
  message.setCreatedAt(toTimestamp(row.created_at));
  message.setAppId(app.id);
  message.setUserId(app.user_id);
  return message;
}

function conceptsReply(app: AppRow, rows: readonly ConceptRow[]) {
  const reply = new service.MultiConceptResponse();
  reply.setConceptsList(rows.map((row) => concept(app, row)));
  return reply;
}
