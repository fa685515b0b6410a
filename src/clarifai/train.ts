import { randomUUID } from 'node:crypto';
import type { Person, PersonTraining, TrainingReport } from '../faces/model.js';
import type { PeopleBook } from '../faces/people-book.js';
import { isClarifaiError } from './errors.js';
import { numbersIn, textIn } from './metadata.js';
import { deleteVersion, isTrained, listVersions, makeVersion, waitUntilTrained } from './model-versions.js';
import type { ModelVersion } from './protocol.js';
import type { TrainingOutcome, TrainingStep } from './recognizer.js';
import type { Session } from './session.js';
import { readTaggedFaces, type TaggedFaces } from './tagged-faces.js';
import { isOurs, trainedAt } from './training-notes.js';
import { pointWorkflowAt, versionInUse } from './workflow.js';

export interface TrainingRequest {
  readonly trainedBy: string;
  readonly onStep?: (step: TrainingStep) => void;
}

/**
 * Rebuilds the model from every tag and switches over to it when it is ready. Until then, and when anything fails, names
 * are found with the version before. What the next training wants to compare itself with is kept with the version.
 */
export async function train(session: Session, request: TrainingRequest, signal: AbortSignal): Promise<TrainingOutcome> {
  const startedAt = session.clock.now();
  const onStep = request.onStep ?? (() => {});

  onStep('reading tags');
  const tagsReadAt = new Date();
  const tagged = await readTaggedFaces(session, signal);
  if (tagged.counts.size === 0) return { kind: 'nobody named' };
  const people = await session.people(signal);

  onStep('building');
  const previous = pickPrevious(await listVersions(session, signal), await versionInUse(session, signal));
  const versionId = await makeVersion(
    session,
    {
      personIds: [...tagged.conceptIds].sort(),
      trainingId: randomUUID(),
      metadata: {
        trained_by: request.trainedBy,
        trained_at: tagsReadAt.toISOString(),
        embed_version: tagged.embedVersionId,
        tags: Object.fromEntries(tagged.counts),
      },
    },
    signal,
  );

  onStep('waiting');
  await waitUntilTrained(session, versionId, signal);

  onStep('switching over');
  const own = { versionId, embedVersionId: tagged.embedVersionId, tagsReadAt: tagsReadAt.getTime() };
  await switchOver(session, own, signal);
  await deleteOldVersions(session, previous?.getId(), signal);

  const tookMs = Math.round(session.clock.now() - startedAt);
  return { kind: 'trained', report: makeReport(tagged, people, previous, tookMs) };
}

/**
 * Moves the workflow to the ready version that was built from the latest tags: ours, or that of another training that read
 * them after us. Every training does so last and looks again after, so any number at once end with the same model in use.
 */
async function switchOver(session: Session, own: Target, signal: AbortSignal): Promise<void> {
  for (let round = 1; round <= SWITCH_ROUNDS; round++) {
    // A version without our note was not made by a training (it may have come with the model), and is nobody's choice.
    const others = (await listVersions(session, signal))
      .filter((each) => isTrained(each) && isOurs(each))
      .map(toTarget);
    const target = [own, ...others].reduce((a, b) => (isLater(b, a) ? b : a));
    if ((await versionInUse(session, signal)) === target.versionId) return;
    await pointWorkflowAt(session, target, signal);
  }
  session.log.warn('Several trainings are running at once; the last one decides which model is used');
}

/** A version the workflow could use. */
interface Target {
  readonly versionId: string;
  readonly embedVersionId: string;
  /** When its training began to read tags, in milliseconds since 1970. */
  readonly tagsReadAt: number;
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

const SWITCH_ROUNDS = 5;

/**
 * Deletes what is older than the version before, which stays for going back. Newer ones stay too, used or not: they may
 * belong to a training that runs right now. Leftovers do no harm, so a failure here is only logged.
 */
async function deleteOldVersions(session: Session, previousId: string | undefined, signal: AbortSignal): Promise<void> {
  try {
    for (const version of outdated(await listVersions(session, signal), previousId)) {
      await deleteVersion(session, version.getId(), signal).catch((error: unknown) => {
        if (!isClarifaiError(error, 'not_found')) throw error;
      });
    }
  } catch (error) {
    signal.throwIfAborted();
    session.log.warn(`Old model versions could not be deleted: ${error instanceof Error ? error.message : error}`);
  }
}

/** The versions nobody needs any more. @param versions newest first. */
function outdated(versions: readonly ModelVersion[], previousId: string | undefined): ModelVersion[] {
  const previous = versions.findIndex((version) => version.getId() === previousId);
  return previous < 0 ? [] : versions.slice(previous + 1);
}

/** The version of the training before: the one in use, or the newest if none is. @param versions newest first. */
function pickPrevious(versions: readonly ModelVersion[], inUse: string | undefined): ModelVersion | undefined {
  return versions.find((version) => version.getId() === inUse) ?? versions.find(isTrained);
}

/** What the training did, beside what the one before had. */
function makeReport(
  { counts, people: tagged }: TaggedFaces,
  book: PeopleBook,
  previous: ModelVersion | undefined,
  tookMs: number,
): TrainingReport {
  const records = new Map(book.records.map((record) => [record.id, record]));
  const person = (id: string): Person => {
    const found = tagged.get(id) ?? records.get(id);
    return { id, name: found?.name || id };
  };
  // Whoever was merged since counted by themselves then.
  const before = new Map<string, number>();
  for (const [id, tags] of numbersIn(previous?.getMetadata(), 'tags')) {
    const now = book.resolve({ id, name: '' })?.id ?? id;
    before.set(now, (before.get(now) ?? 0) + tags);
  }
  const people: PersonTraining[] = [...counts]
    .map(([id, tags]) => ({ person: person(id), tags, tagsBefore: before.get(id) }))
    .sort((a, b) => b.tags - a.tags || a.person.name.localeCompare(b.person.name));
  const gone = [...before.keys()].filter((id) => !counts.has(id)).map(person);
  return { people, gone, previousAt: previous && new Date(trainedAt(previous)), tookMs };
}
