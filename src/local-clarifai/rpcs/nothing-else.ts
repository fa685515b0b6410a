import type { Message } from 'google-protobuf';
import { ApiError, type Code } from '../status.js';

/**
 * Refuses a patch that asks for more than can be changed, rather than leaving a part of it undone.
 * @param patchable what can be changed, as the refusal names it.
 * @param clear clears what can be changed, and the ids, in a copy of the patch.
 * @throws ApiError when anything is left then.
 */
export function checkNothingElse<T extends Message>(
  patch: T,
  code: Code,
  patchable: string,
  clear: (rest: T) => void,
): void {
  const rest = patch.clone() as T;
  clear(rest);
  if (rest.serializeBinary().length > 0) throw new ApiError(code, `Only ${patchable} can be patched here.`);
}
