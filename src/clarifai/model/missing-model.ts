import type { Session } from '../session.js';
import { listVersions } from './model-versions.js';
import { stateOf, trainedVersions } from './version-metadata.js';
import { readWorkflow, versionInWorkflow } from './workflow.js';

/**
 * Distinguishes a trained model that was deleted in Clarifai from one that was never trained: the workflow refers to a version that
 * does not exist, or there is a ready version but no workflow.
 */
export async function isModelMissing(session: Session): Promise<boolean> {
  const [workflow, versions] = await Promise.all([readWorkflow(session), listVersions(session)]);
  const inUse = versionInWorkflow(session, workflow);
  if (workflow !== undefined) return inUse !== undefined && !versions.some((version) => version.getId() === inUse);
  // A version that is still being measured belongs to the first training, which creates the workflow as its last step.
  return trainedVersions(versions).some((version) => stateOf(version) === 'ready');
}
