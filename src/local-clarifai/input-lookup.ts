import { StatusCode } from '../clarifai-protocol.js';
import { ApiError, type Code } from './status.js';
import type { InputRow } from './tables/inputs.js';
import type { Tables } from './tables/tables.js';

/**
 * Finds an input by its id.
 * @param app key of the application.
 * @param code status code of the error.
 * @throws ApiError if the application has no such input.
 */
export async function findInput(
  tables: Tables,
  app: number,
  id: string,
  code: Code = StatusCode.CONN_DOES_NOT_EXIST,
): Promise<InputRow> {
  const row = await tables.inputs.find(app, id);
  if (row === undefined) throw new ApiError(code, `Input “${id}” does not exist.`);
  return row;
}
