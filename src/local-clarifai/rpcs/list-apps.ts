import type { App } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import type { ListAppsRequest } from 'clarifai-nodejs-grpc/proto/clarifai/api/service_pb';
import { matchesPattern } from '../name-pattern.js';
import { readPage } from '../paging.js';

/**
 * Filters, sorts and pages applications as ListApps describes (service.proto).
 * @param apps all of the user's applications, in the order they were created.
 */
export function selectApps(apps: readonly App[], request: ListAppsRequest): App[] {
  const { limit, offset } = readPage(request.getPage(), request.getPerPage());
  const matches = appFilter(request);
  const key = sortKey(request);
  const direction = request.getSortAscending() ? 1 : -1;
  const inOrder = request.getSortAscending() ? apps : apps.toReversed();
  return inOrder
    .filter(matches)
    .toSorted((a, b) => direction * compare(key(a), key(b)))
    .slice(offset, offset + limit);
}

function appFilter(request: ListAppsRequest): (app: App) => boolean {
  const id = request.getId();
  const patterns = [
    request.getSearch() && `*${request.getSearch()}*`,
    request.getQuery() && `*${request.getQuery()}*`,
    request.getName(),
  ].filter((pattern) => pattern !== '');
  return (app) => {
    if (id !== '' && !matchesPattern(id, app.getId())) return false;
    const texts = [app.getId(), app.getName(), app.getDescription(), app.getNotes()];
    return patterns.every((pattern) => texts.some((text) => matchesPattern(pattern, text)));
  };
}

/** The time of the last change, unless the request asks for another key. */
function sortKey(request: ListAppsRequest): (app: App) => string | number {
  if (request.getSortByName()) return (app) => app.getName();
  if (request.getSortById()) return (app) => app.getId();
  if (request.getSortByCreatedAt()) return (app) => app.getCreatedAt()?.toDate().getTime() ?? 0;
  return (app) => app.getModifiedAt()?.toDate().getTime() ?? 0;
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
