import type { Message } from 'google-protobuf';
import { ApiError, type Code } from '../status.js';

/**
 * Refuses a patch with fields that can't be changed, rather than ignoring those fields.
 * @param code status code of the error.
 * @param patchable names of the fields that can be changed, for the message of the error.
 * @param clear clears these fields and the ids in a copy of the patch.
 * @throws ApiError if any other field is set.
 */
export function refuseOtherFields<T extends Message>(
  patch: T,
  code: Code,
  patchable: string,
  clear: (rest: T) => void,
): void {
  const rest = patch.clone();
  clear(rest);
  if (rest.serializeBinary().length > 0) throw new ApiError(code, `Only ${patchable} can be patched here.`);
}
