import type { ModelVersion } from '../../clarifai-protocol.js';
import type { ModelChange } from '../../faces/training-report.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { textIn } from '../transport/metadata.js';
import { deleteVersion, listVersions } from './model-versions.js';
import { stateOf, trainedAt, trainedVersions, updateMetadata } from './version-metadata.js';
import { pointWorkflowAt, versionInUse } from './workflow.js';

/** A version the workflow could use. */
export interface Target {
  readonly versionId: string;
  readonly embedVersionId: string;
  /** When its training began to read tags, in milliseconds since 1970. */
  readonly tagsReadAt: number;
}

const SWITCH_ROUNDS = 5;

/**
 * Moves the workflow to the ready version that was built from the latest tags: ours, or that of another training that read
 * them after us. Every training does so last and looks again after, so any number at once end with the same model in use.
 */
export async function promoteVersion(session: Session, own: Target): Promise<void> {
  for (let round = 1; round <= SWITCH_ROUNDS; round++) {
    // A version without our note was not made by a training (it may have come with the model), and is nobody's choice.
    const others = trainedVersions(await listVersions(session))
      .filter((each) => stateOf(each) === 'ready')
      .map(toTarget);
    const target = [own, ...others].reduce((a, b) => (isLater(b, a) ? b : a));
    if ((await versionInUse(session)) === target.versionId) return;
    await pointWorkflowAt(session, target);
  }
  session.log.warn('Several trainings are running at once; the last one decides which model is used');
}

/** Goes back to the model before the one in use, of those that are kept. The one left is not used again by itself. */
export async function undoTraining(session: Session): Promise<ModelChange> {
  const { versions, place } = await findPlace(session);
  const current = versions[place];
  const before = current && versions.slice(place + 1).find((each) => stateOf(each) === 'ready');
  if (current === undefined || before === undefined) return { kind: 'no other model' };
  await updateMetadata(session, current, { state: 'undone' });
  return changeTo(session, current, before);
}

/** Puts the next newer model into use, whatever kept it from being used: that it is worse, or that somebody went back. */
export async function promoteTraining(session: Session): Promise<ModelChange> {
  const { versions, place } = await findPlace(session);
  const current = versions[place];
  const after = versions.slice(0, Math.max(place, 0)).findLast((each) => stateOf(each) !== 'measuring');
  if (current === undefined || after === undefined) return { kind: 'no other model' };
  await updateMetadata(session, after, { state: 'ready' });
  return changeTo(session, current, after);
}

/** Versions by trainings, latest first, and where among them the one in use is (-1: nowhere). */
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
 * Deletes versions that nobody needs any more. What stays: the one in use and the one to go back to, this training's own,
 * and newer ones, used or not, which may belong to a training that runs right now. Leftovers do no harm, so a failure here
 * is only logged.
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

/** @param versions newest first. */
function outdated(
  versions: readonly ModelVersion[],
  { ownId, previousId, inUse }: { ownId: string; previousId: string | undefined; inUse: string | undefined },
): ModelVersion[] {
  const own = versions.findIndex((version) => version.getId() === ownId);
  const previous = versions.findIndex((version) => version.getId() === previousId);
  if (previous < 0) return [];
  const older = versions.slice(previous + 1);
  // When the new one is not in use, the one before is, and has one to go back to itself.
  const fallback = inUse === previousId ? trainedVersions(older)[0] : undefined;
  // Between the two are trainings that run, which know what they do, and some that ended without being used.
  const between = versions
    .slice(own + 1, previous)
    .filter((each) => each.getId() !== inUse && ['held back', 'undone'].includes(stateOf(each)));
  return [...between, ...older.filter((each) => each !== fallback && each.getId() !== inUse)];
}

/** The same order for everybody, also when two trainings began in the same millisecond. */
function isLater(a: Target, b: Target): boolean {
  return a.tagsReadAt > b.tagsReadAt || (a.tagsReadAt === b.tagsReadAt && a.versionId > b.versionId);
}

function toTarget(version: ModelVersion): Target {
  return {
    versionId: version.getId(),
    embedVersionId: textIn(version.getMetadata(), 'embed_version'),
    tagsReadAt: trainedAt(version),
  };
}
