import type { TrainingState } from '../../faces/model.js';
import type { Session } from '../session.js';
import { readTaggedFaces } from '../tags/tagged-faces.js';
import { numbersIn, textIn } from '../transport/metadata.js';
import { isModelMissing } from './missing-model.js';
import { isTrained, listVersions } from './model-versions.js';
import { isOurs, stateOf, trainedAt, trainedVersions } from './version-metadata.js';
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
  const newer = trainedVersions(versions).filter((each) => trainedAt(each) > at);
  const newerUnused = newer.find((each) => ['rejected', 'rolled back'].includes(stateOf(each)));
  const tagCounts = numbersIn(version.getMetadata(), 'tags');
  return {
    last: {
      at: new Date(at),
      trainedBy: textIn(version.getMetadata(), 'trained_by'),
      people: tagCounts.size,
      tags: sum(tagCounts.values()),
    },
    newerUnusedAt: newerUnused && new Date(trainedAt(newerUnused)),
    now,
    tagsSince: tagged.givenAt.filter((givenAt) => givenAt > at).length,
  };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
