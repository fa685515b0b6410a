import type { ModelVersion } from '../../clarifai-protocol.js';
import type { ModelChange } from '../../faces/training-report.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { textIn } from '../transport/metadata.js';
import { deleteVersion, listVersions } from './model-versions.js';
import { STORED_STATES, stateOf, trainedVersions, updateMetadata } from './version-metadata.js';
import { latestFirst, orderOf, trainedAt, type VersionOrder } from './version-order.js';
import { pointWorkflowAt, versionInUse } from './workflow.js';

/** A version the workflow could use. */
export interface Target extends VersionOrder {
  readonly embedVersionId: string;
}

const SWITCH_ROUNDS = 5;

/**
 * Points the workflow at the ready version built from the latest tags: this training's, or that of another training which read
 * tags later. Every training does this as its last step and checks again, so trainings that run at once end with the same version.
 */
export async function promoteVersion(session: Session, own: Target): Promise<void> {
  for (let round = 1; round <= SWITCH_ROUNDS; round++) {
    // Versions that no training made are not candidates, for example one that came with the model.
    const others = trainedVersions(await listVersions(session))
      .filter((each) => stateOf(each) === 'ready')
      .map(toTarget);
    const target = [own, ...others].sort(latestFirst)[0] ?? own;
    if ((await versionInUse(session)) === target.versionId) return;
    await pointWorkflowAt(session, target);
  }
  session.log.warn('Several trainings are running at once; the last one decides which model is used');
}

/** Rolls back to the ready version before the one in use. Only `promoteTraining` uses the rolled back one again. */
export async function undoTraining(session: Session): Promise<ModelChange> {
  const { versions, place } = await findPlace(session);
  const current = versions[place];
  const before = current && versions.slice(place + 1).find((each) => stateOf(each) === 'ready');
  if (current === undefined || before === undefined) return { kind: 'no other model' };
  await updateMetadata(session, current, { state: STORED_STATES['rolled back'] });
  return changeTo(session, current, before);
}

/** Uses the next newer version, even if it was rejected or rolled back. */
export async function promoteTraining(session: Session): Promise<ModelChange> {
  const { versions, place } = await findPlace(session);
  const current = versions[place];
  const after = versions.slice(0, Math.max(place, 0)).findLast((each) => stateOf(each) !== 'measuring');
  if (current === undefined || after === undefined) return { kind: 'no other model' };
  await updateMetadata(session, after, { state: STORED_STATES.ready });
  return changeTo(session, current, after);
}

/** Versions made by trainings, latest first, and the index of the one in use among them (-1 if it is not). */
async function findPlace(
  session: Session,
): Promise<{ readonly versions: readonly ModelVersion[]; readonly place: number }> {
  const [all, inUse] = await Promise.all([listVersions(session), versionInUse(session)]);
  const versions = trainedVersions(all);
  return { versions, place: versions.findIndex((each) => each.getId() === inUse) };
}

async function changeTo(session: Session, from: ModelVersion, to: ModelVersion): Promise<ModelChange> {
  await pointWorkflowAt(session, toTarget(to));
  return { kind: 'changed', from: new Date(trainedAt(from)), to: new Date(trainedAt(to)) };
}

/**
 * Deletes versions that are no longer needed. It keeps the one in use, the one to roll back to, this training's own, and newer
 * ones, which may belong to a training in progress. Leftovers do no harm, so a failure is only logged.
 * @param previousId the version that was in use when the training began.
 */
export async function deleteOldVersions(
  session: Session,
  ownId: string,
  previousId: string | undefined,
): Promise<void> {
  try {
    const versions = await listVersions(session);
    const inUse = await versionInUse(session);
    for (const version of outdated(versions, { ownId, previousId, inUse })) {
      await deleteVersion(session, version.getId()).catch((error: unknown) => {
        if (!isClarifaiError(error, 'not_found')) throw error;
      });
    }
  } catch (error) {
    session.signal.throwIfAborted();
    session.log.warn(`Old model versions could not be deleted: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param versions latest first. */
function outdated(
  versions: readonly ModelVersion[],
  { ownId, previousId, inUse }: { ownId: string; previousId: string | undefined; inUse: string | undefined },
): ModelVersion[] {
  const own = versions.findIndex((version) => version.getId() === ownId);
  const previous = versions.findIndex((version) => version.getId() === previousId);
  if (previous < 0) return [];
  const older = versions.slice(previous + 1);
  // If the new version is not in use, the previous one is, and needs a version to roll back to as well.
  const fallback = inUse === previousId ? trainedVersions(older)[0] : undefined;
  // Versions between the two belong to trainings in progress, except those that were rejected or rolled back.
  const between = versions
    .slice(own + 1, previous)
    .filter((each) => each.getId() !== inUse && ['rejected', 'rolled back'].includes(stateOf(each)));
  return [...between, ...older.filter((each) => each !== fallback && each.getId() !== inUse)];
}

function toTarget(version: ModelVersion): Target {
  return { ...orderOf(version), embedVersionId: textIn(version.getMetadata(), 'embed_version') };
}
