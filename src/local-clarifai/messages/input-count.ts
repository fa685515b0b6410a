import type { InputCount } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import type { Code } from '../status.js';

/** How many inputs are indexed, waiting, being indexed, and failed. @param counts how many inputs have each status. */
export function countInputs(counts: readonly { readonly status: Code; readonly count: number }[]): InputCount {
  const countOf = (status: Code) => counts.find((entry) => entry.status === status)?.count ?? 0;
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const message = new resources.InputCount();
  message.setProcessed(countOf(StatusCode.INPUT_SUCCESS));
  message.setToProcess(countOf(StatusCode.INPUT_PENDING));
  message.setProcessing(countOf(StatusCode.INPUT_IN_PROGRESS));
  message.setErrors(all - message.getProcessed() - message.getToProcess() - message.getProcessing());
  return message;
}
