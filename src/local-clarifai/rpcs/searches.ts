import { resources, StatusCode, service } from '../../clarifai-protocol.js';
import { annotationMessages } from '../messages/annotations.js';
import { readPage } from '../paging.js';
import type { Rpcs } from '../rpc.js';
import { searchAnnotations } from '../search.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';

export function searchRpcs(context: ServiceContext): Rpcs {
  return {
    postAnnotationsSearches: {
      reply: service.MultiSearchResponse,
      async handle(request, { app }) {
        const [search, ...more] = request.getSearchesList();
        if (search === undefined || more.length > 0) {
          throw new ApiError(StatusCode.SEARCH_INVALID_REQUEST, 'Send one search at a time.');
        }
        const pagination = request.getPagination();
        const page = readPage(pagination?.getPage() ?? 0, pagination?.getPerPage() ?? 0);
        const hits = (await searchAnnotations(context, app, search)).slice(page.offset, page.offset + page.limit);
        const annotations = annotationMessages(
          hits.map((hit) => hit.annotation),
          context.tables,
          context.faceModel,
        );
        const reply = new service.MultiSearchResponse();
        reply.setHitsList(
          hits.map(({ score, annotation }, index) => {
            const input = new resources.Input();
            input.setId(annotation.input_id);
            const hit = new resources.Hit();
            hit.setScore(score);
            hit.setInput(input);
            hit.setAnnotation(annotations[index]);
            hit.setAppId(app.id);
            hit.setUserId(app.user_id);
            return hit;
          }),
        );
        return reply;
      },
    },
  };
}
