import type { ModelVersion } from '../../clarifai-protocol.js';
import type { TrainingState } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { readTaggedFaces } from '../tags/tagged-faces.js';
import { numbersIn, textIn } from '../transport/metadata.js';
import { isModelMissing } from './missing-model.js';
import { isTrained, listVersions } from './model-versions.js';
import { isOurs, stateOf, trainedVersions } from './version-metadata.js';
import { trainedAt } from './version-order.js';
import { versionInUse } from './workflow.js';

/** The training of the model in use, and the tags given since. */
export async function readTrainingState(session: Session): Promise<TrainingState> {
  const [versions, inUse, tagged, registry] = await Promise.all([
    listVersions(session),
    versionInUse(session),
    readTaggedFaces(session),
    session.registry(),
  ]);
  const version = versions.find((each) => each.getId() === inUse && isTrained(each) && isOurs(each));
  const now = { people: tagged.counts.size, tags: sum(tagged.counts.values()) };
  const tagsSince = (each: ModelVersion) => {
    const given = tagged.givenAt.filter((givenAt) => givenAt > trainedAt(each)).length;
    // By number too, because a clock that was ahead during the training makes later tags look older.
    return Math.max(given, now.tags - sum(numbersIn(each.getMetadata(), 'tags').values()));
  };
  const latest = versions.find((each) => isOurs(each) && !isAbandoned(each));
  const newest = latest && { outcome: outcomeOf(latest), tagsSince: tagsSince(latest) };
  if (version === undefined) {
    const isMissing = await isModelMissing(session);
    return { last: undefined, now, newest, tagsSince: now.tags, ...(isMissing ? { isModelMissing: true } : {}) };
  }
  const trained = trainedVersions(versions);
  const newer = trained.slice(0, trained.indexOf(version));
  const newerUnused = newer.find((each) => ['rejected', 'rolled back'].includes(stateOf(each)));
  const tagCounts = numbersIn(version.getMetadata(), 'tags');
  return {
    last: {
      at: new Date(trainedAt(version)),
      trainedBy: textIn(version.getMetadata(), 'trained_by'),
      people: countPeople(registry, tagCounts.keys()),
      tags: sum(tagCounts.values()),
    },
    newerUnusedAt: newerUnused && new Date(trainedAt(newerUnused)),
    now,
    newest,
    tagsSince: tagsSince(version),
  };
}

/** In ms. A training that took longer was interrupted. */
const MAX_TRAINING_MS = 30 * 60_000;

function isUnfinished(version: ModelVersion): boolean {
  return !isTrained(version) || stateOf(version) === 'measuring';
}

function isAbandoned(version: ModelVersion): boolean {
  return isUnfinished(version) && trainedAt(version) < Date.now() - MAX_TRAINING_MS;
}

function outcomeOf(version: ModelVersion): NonNullable<TrainingState['newest']>['outcome'] {
  if (isUnfinished(version)) return 'running';
  const state = stateOf(version);
  return state === 'rejected' || state === 'rolled back' ? state : 'in use';
}

/** How many people they are now, as some may have been merged or removed since. */
function countPeople(registry: PersonRegistry, ids: Iterable<string>): number {
  return new Set([...ids].flatMap((id) => registry.resolve({ id, name: '' })?.id ?? [])).size;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
