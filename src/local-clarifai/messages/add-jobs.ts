import type { InputsAddJob } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { buildStatus } from '../status.js';
import type { AddJobRow } from '../tables/add-jobs.js';
import type { Tables } from '../tables/tables.js';
import { toTimestamp } from './common.js';
import { countInputs } from './input-count.js';

/** A job with its progress: how many of its inputs are indexed. Inputs that were deleted since don't count. */
export async function addJobMessage(tables: Tables, job: AddJobRow): Promise<InputsAddJob> {
  const counts = countInputs(await tables.inputs.countOfAddJob(job.pk));
  const pending = counts.getToProcess();
  const inProgress = counts.getProcessing();
  const progress = new resources.InputsAddJobProgress()
    .setPendingCount(pending)
    .setInProgressCount(inProgress)
    .setSuccessCount(counts.getProcessed())
    .setFailedCount(counts.getErrors() + job.refused);
  const isDone = pending + inProgress === 0;
  return new resources.InputsAddJob()
    .setId(job.id)
    .setProgress(progress)
    .setStatus(buildStatus(isDone ? StatusCode.JOB_COMPLETED : StatusCode.JOB_RUNNING))
    .setCreatedAt(toTimestamp(job.created_at))
    .setModifiedAt(toTimestamp(Date.now()));
}
