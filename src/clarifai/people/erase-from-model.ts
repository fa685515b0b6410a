import { randomUUID } from 'node:crypto';
import type { ModelVersion } from '../../clarifai-protocol.js';
import { deleteVersion, listVersions, makeVersion, waitUntilTrained } from '../model/model-versions.js';
import { pointWorkflowAt, pointWorkflowAtFacesOnly, versionInUse } from '../model/workflow.js';
import type { Session } from '../session.js';
import { readTaggedFaces } from '../tags/tagged-faces.js';
import { isClarifaiError } from '../transport/errors.js';
import { type Metadata, numbersIn, textIn } from '../transport/metadata.js';

/**
 * Removes people from the model: puts a new version without them into use, and deletes every version that has one of them. If the
 * new version would be empty, faces stay unnamed until the next training.
 * @returns how many versions were deleted.
 */
export async function eraseFromModel(session: Session, personIds: readonly string[]): Promise<number> {
  const erased = new Set(personIds);
  const versions = await listVersions(session);
  const affected = versions.filter((version) => peopleOf(version).some((id) => erased.has(id)));
  const inUse = await versionInUse(session);
  const current = affected.find((version) => version.getId() === inUse);
  if (current !== undefined) await replace(session, current, erased);
  for (const version of affected) {
    await deleteVersion(session, version.getId()).catch((error: unknown) => {
      // Another process erases the same person.
      if (!isClarifaiError(error, 'not_found')) throw error;
    });
  }
  return affected.length;
}

async function replace(session: Session, current: ModelVersion, erased: ReadonlySet<string>): Promise<void> {
  const { conceptIds, embedVersionId } = await readTaggedFaces(session);
  const known = new Set(peopleOf(current));
  const left = [...conceptIds].filter((id) => known.has(id) && !erased.has(id)).sort();
  if (left.length === 0) {
    await pointWorkflowAtFacesOnly(session);
    return;
  }
  // The metadata of the training stays valid for everyone else.
  const metadata = withoutPeople(current.getMetadata()?.toJavaScript() ?? {}, erased) as Metadata;
  const request = { personIds: left, trainingId: randomUUID(), metadata };
  const versionId = await makeVersion(session, request);
  await waitUntilTrained(session, versionId);
  const embeddedBy = textIn(current.getMetadata(), 'embed_version') || embedVersionId;
  await pointWorkflowAt(session, { versionId, embedVersionId: embeddedBy });
}

/** Concepts of a version, from the version itself and from the metadata of its training. */
function peopleOf(version: ModelVersion): string[] {
  const concepts = version.getOutputInfo()?.getData()?.getConceptsList() ?? [];
  return [...concepts.map((concept) => concept.getId()), ...numbersIn(version.getMetadata(), 'tags').keys()];
}

/** Copies metadata without entries that have one of these ids as key or value. */
function withoutPeople(value: unknown, ids: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.filter((item) => !mentions(item, ids)).map((item) => withoutPeople(item, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !ids.has(key) && !mentions(item, ids))
      .map(([key, item]) => [key, withoutPeople(item, ids)]),
  );
}

/** Whether a value is one of the ids, or a record with one, such as a pair of people. */
function mentions(value: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return ids.has(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((item) => typeof item === 'string' && ids.has(item));
}
