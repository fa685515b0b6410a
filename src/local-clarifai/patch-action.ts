import { StatusCode } from '../clarifai-protocol.js';
import { ApiError } from './status.js';

/** How a PATCH changes what is there (docs: complementary-topics/patching). */
export type PatchAction = 'merge' | 'overwrite' | 'remove';

export function readPatchAction(action: string): PatchAction {
  if (action === 'merge' || action === 'overwrite' || action === 'remove') return action;
  throw new ApiError(StatusCode.CONN_INVALID_REQUEST, `The action “${action}” must be merge, overwrite or remove.`);
}
