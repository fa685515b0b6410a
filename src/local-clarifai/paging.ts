import { invalidRequest } from './status.js';

/** Which part of a list to read. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const MAX_PER_PAGE = 1000;
const DEFAULT_PER_PAGE = 128;

/**
 * Reads which page of a list a request asks for.
 * @param page counted from 1; 0 (not set) means the first.
 * @param perPage 0 (not set) means `defaultPerPage`.
 * @throws ApiError if `perPage` is over 1000 (docs: api-overview/pagination).
 */
export function readPage(page: number, perPage: number, defaultPerPage = DEFAULT_PER_PAGE): Page {
  if (perPage > MAX_PER_PAGE) {
    throw invalidRequest(`per_page is ${perPage}; the maximum is ${MAX_PER_PAGE}.`);
  }
  const limit = perPage || defaultPerPage;
  return { limit, offset: (Math.max(page, 1) - 1) * limit };
}
