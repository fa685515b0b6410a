import { StatusCode } from '../clarifai-protocol.js';
import { ApiError } from './status.js';

/** What part of a list to read. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const MAX_PER_PAGE = 1000;
const DEFAULT_PER_PAGE = 128;

/**
 * @param page counted from 1; 0 (not set) means the first.
 * @param perPage 0 (not set) means `defaultPerPage`; more than 1000 is refused (docs: api-overview/pagination).
 */
export function readPage(page: number, perPage: number, defaultPerPage = DEFAULT_PER_PAGE): Page {
  if (perPage > MAX_PER_PAGE) {
    throw new ApiError(StatusCode.CONN_INVALID_REQUEST, `per_page is ${perPage}; at most ${MAX_PER_PAGE} is possible.`);
  }
  const limit = perPage || defaultPerPage;
  return { limit, offset: (Math.max(page, 1) - 1) * limit };
}
