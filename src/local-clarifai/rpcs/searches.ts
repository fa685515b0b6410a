import type { Hit, Search } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { MultiSearchResponse, Pagination } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import { onlyItem } from '../checks.js';
import { annotationMessages } from '../messages/annotations.js';
import { inputMessages } from '../messages/inputs.js';
import { type Page, readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import { type SearchHit, searchAnnotations, searchInputs } from '../search/search.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import type { AppRow } from '../tables/apps.js';

/** The RPCs for searches for annotations and inputs. */
export function searchRpcs(context: ServiceContext): Rpcs {
  const { tables, faceModel } = context;

  async function hitMessages(app: AppRow, hits: readonly SearchHit[]): Promise<Hit[]> {
    const inputs = await inputMessages(
      tables,
      app,
      hits.map((hit) => hit.input),
    );
    const shown = hits.flatMap(({ annotation }) => annotation ?? []);
    const messages = await annotationMessages(shown, tables, faceModel);
    const messageOf = new Map(shown.map(({ pk }, index) => [pk, messages[index]]));
    return hits.map(({ score, annotation }, index) => {
      const hit = new resources.Hit().setScore(score).setInput(inputs[index]).setAppId(app.id).setUserId(app.user_id);
      return annotation === undefined ? hit : hit.setAnnotation(messageOf.get(annotation.pk));
    });
  }

  async function searchReply(
    app: AppRow,
    found: readonly SearchHit[],
    { limit, offset }: Page,
  ): Promise<MultiSearchResponse> {
    return new service.MultiSearchResponse().setHitsList(await hitMessages(app, found.slice(offset, offset + limit)));
  }

  return {
    postAnnotationsSearches: {
      reply: service.MultiSearchResponse,
      async handle(request, { app, signal }) {
        const page = pageOf(request.getPagination());
        const options = { limit: page.offset + page.limit, signal };
        const found = await searchAnnotations(context, app, onlySearch(request.getSearchesList()), options);
        return searchReply(app, found, page);
      },
    },

    postInputsSearches: {
      reply: service.MultiSearchResponse,
      async handle(request, { app, signal }) {
        if (request.getOnlyCount()) {
          const found = await Promise.all(
            request.getSearchesList().map((search) => searchInputs(context, app, checked(search), signal)),
          );
          return new service.MultiSearchResponse().setHitCountsList(
            found.map((hits) => new resources.HitCount().setEstimatedTotal(hits.length)),
          );
        }
        const found = await searchInputs(context, app, onlySearch(request.getSearchesList()), signal);
        return searchReply(app, found, pageOf(request.getPagination()));
      },
    },
  };
}

function pageOf(pagination: Pagination | undefined): Page {
  return readPage(pagination?.getPage() ?? 0, pagination?.getPerPage() ?? 0);
}

function onlySearch(searches: readonly Search[]): Search {
  return checked(onlyItem(searches, 'search', StatusCode.SEARCH_INVALID_REQUEST));
}

function checked(search: Search): Search {
  if (search.getSave()) throw new ApiError(StatusCode.SEARCH_INVALID_REQUEST, 'Searches cannot be saved here.');
  return search;
}
