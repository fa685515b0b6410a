import { invalidRequest } from './status.js';

/** How a patch changes a resource (docs: complementary-topics/patching). */
export type PatchAction = 'merge' | 'overwrite' | 'remove';

/**
 * Reads the action of a patch request.
 * @throws ApiError for any other action.
 */
export function readPatchAction(action: string): PatchAction {
  if (action === 'merge' || action === 'overwrite' || action === 'remove') return action;
  throw invalidRequest(`The action “${action}” must be merge, overwrite or remove.`);
}
