import type { TrainingState } from '../../faces/model.js';
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
  const [versions, inUse, tagged] = await Promise.all([
    listVersions(session),
    versionInUse(session),
    readTaggedFaces(session),
  ]);
  const version = versions.find((each) => each.getId() === inUse && isTrained(each) && isOurs(each));
  const now = { people: tagged.counts.size, tags: sum(tagged.counts.values()) };
  if (version === undefined) {
    const isMissing = await isModelMissing(session);
    return { last: undefined, now, tagsSince: now.tags, ...(isMissing ? { isModelMissing: true } : {}) };
  }
  const at = trainedAt(version);
  const trained = trainedVersions(versions);
  const newer = trained.slice(0, trained.indexOf(version));
  const newerUnused = newer.find((each) => ['rejected', 'rolled back'].includes(stateOf(each)));
  const tagCounts = numbersIn(version.getMetadata(), 'tags');
  const trainedTags = sum(tagCounts.values());
  return {
    last: {
      at: new Date(at),
      trainedBy: textIn(version.getMetadata(), 'trained_by'),
      people: tagCounts.size,
      tags: trainedTags,
    },
    newerUnusedAt: newerUnused && new Date(trainedAt(newerUnused)),
    now,
    // By number too, because a clock that was ahead during the training makes later tags look older.
    tagsSince: Math.max(tagged.givenAt.filter((givenAt) => givenAt > at).length, now.tags - trainedTags),
  };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
