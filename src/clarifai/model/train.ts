import { randomUUID } from 'node:crypto';
import type { ModelVersion } from '../../clarifai-protocol.js';
import type { Person, PersonTraining } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import type { ThresholdOverrides } from '../../faces/thresholds.js';
import type { TrainingReport } from '../../faces/training-report.js';
import type { Session } from '../session.js';
import { readTaggedFaces, type TaggedFaces } from '../tags/tagged-faces.js';
import { numbersIn } from '../transport/metadata.js';
import { measure, metadataOf } from './measure.js';
import { listVersions, makeVersion, waitUntilTrained } from './model-versions.js';
import { deleteOldVersions, promoteVersion } from './promote-version.js';
import { verifyTags } from './verify-tags.js';
import { trainedVersions, updateMetadata } from './version-metadata.js';
import { nextRevision, trainedAt } from './version-order.js';
import { versionInUse } from './workflow.js';

/** Nothing is built while no face is tagged. */
export type TrainingOutcome =
  | { readonly kind: 'trained'; readonly report: TrainingReport }
  | { readonly kind: 'no one named' };

export interface TrainingRequest {
  readonly trainedBy: string;
  /** The operator's thresholds, used by the evaluation. */
  readonly overrides?: ThresholdOverrides;
}

/**
 * Builds a model version from all tags, measures it, and puts it into use unless it is worse than the one in use. Until then,
 * and if anything fails, naming uses the previous version. Thresholds and measurement are stored with the version. The last
 * step checks that no tag was lost.
 */
export async function train(session: Session, request: TrainingRequest): Promise<TrainingOutcome> {
  const startedAt = session.clock.now();
  // Before the tags, so that a training with a higher revision has read them later.
  const versions = await listVersions(session);
  const revision = nextRevision(versions);
  const tagsReadAt = new Date();
  const tagged = await readTaggedFaces(session);
  if (tagged.counts.size === 0) return { kind: 'no one named' };
  const registry = await session.registry();

  const previous = pickPrevious(versions, await versionInUse(session));
  const versionId = await makeVersion(session, {
    personIds: [...tagged.conceptIds].sort(),
    trainingId: randomUUID(),
    metadata: {
      trained_by: request.trainedBy,
      trained_at: tagsReadAt.toISOString(),
      revision,
      embed_version: tagged.embedVersionId,
      tags: Object.fromEntries(tagged.counts),
      state: 'measuring',
    },
  });

  const version = await waitUntilTrained(session, versionId);
  const changes = describeChanges(tagged, registry, previous);
  const people = changes.people.map(({ person }) => person);
  const measurement = await measure(session, { version, previous, people, registry, overrides: request.overrides });
  const isPromoted = measurement?.comparison?.isWorse !== true;
  await updateMetadata(session, version, await metadataOf(session, measurement, isPromoted));

  if (isPromoted) {
    const own = { versionId, revision, tagsReadAt: tagsReadAt.getTime(), embedVersionId: tagged.embedVersionId };
    await promoteVersion(session, own);
  }
  await deleteOldVersions(session, versionId, previous?.getId());
  const tagDiff = await verifyTags(session, tagged.tags);

  const tookMs = Math.round(session.clock.now() - startedAt);
  return { kind: 'trained', report: { ...changes, isPromoted, measurement, tagDiff, tookMs } };
}

/** The version of the training before: the one in use, or the newest if none is. */
function pickPrevious(versions: readonly ModelVersion[], inUse: string | undefined): ModelVersion | undefined {
  return versions.find((version) => version.getId() === inUse) ?? trainedVersions(versions)[0];
}

/** The people of the new version, most tags first, with their tag counts in the previous one. */
function describeChanges(
  { counts, unusable, people: tagged }: TaggedFaces,
  registry: PersonRegistry,
  previous: ModelVersion | undefined,
): { readonly people: PersonTraining[]; readonly gone: Person[]; readonly previousAt: Date | undefined } {
  const records = new Map(registry.records.map((record) => [record.id, record]));
  const person = (id: string): Person => {
    const found = tagged.get(id) ?? records.get(id);
    return { id, name: found?.name || id };
  };
  // People merged since then are counted together.
  const before = new Map<string, number>();
  for (const [id, tags] of numbersIn(previous?.getMetadata(), 'tags')) {
    const now = registry.resolve({ id, name: '' })?.id ?? id;
    before.set(now, (before.get(now) ?? 0) + tags);
  }
  const people: PersonTraining[] = [...counts]
    .map(([id, tags]) => {
      const unusableTags = unusable.get(id);
      return {
        person: person(id),
        tags,
        tagsBefore: before.get(id),
        ...(unusableTags === undefined ? {} : { unusable: unusableTags }),
      };
    })
    .sort((a, b) => b.tags - a.tags || a.person.name.localeCompare(b.person.name));
  const gone = [...before.keys()].filter((id) => !counts.has(id)).map(person);
  return { people, gone, previousAt: previous && new Date(trainedAt(previous)) };
}
