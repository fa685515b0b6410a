import { randomUUID } from 'node:crypto';
import type { ModelVersion } from '../../clarifai-protocol.js';
import { deleteVersion, listVersions, makeVersion, waitUntilTrained } from '../model/model-versions.js';
import { pointWorkflowAt, pointWorkflowAtNobody, versionInUse } from '../model/workflow.js';
import type { Session } from '../session.js';
import { readTaggedFaces } from '../tags/tagged-faces.js';
import { isClarifaiError } from '../transport/errors.js';
import { type Metadata, numbersIn, textIn } from '../transport/metadata.js';

/**
 * Takes people out of the model: names are found with a new version of the same people without these, and every version that
 * knew one of them is deleted. When nobody is left, nobody is named until the next training.
 * @returns how many versions were deleted; 0 when none knew them.
 */
export async function eraseFromModel(session: Session, personIds: readonly string[]): Promise<number> {
  const gone = new Set(personIds);
  const versions = await listVersions(session);
  const knowing = versions.filter((version) => peopleOf(version).some((id) => gone.has(id)));
  const inUse = await versionInUse(session);
  const current = knowing.find((version) => version.getId() === inUse);
  if (current !== undefined) await replace(session, current, gone);
  for (const version of knowing) {
    await deleteVersion(session, version.getId()).catch((error: unknown) => {
      // Somebody else forgets the same person right now.
      if (!isClarifaiError(error, 'not_found')) throw error;
    });
  }
  return knowing.length;
}

async function replace(session: Session, current: ModelVersion, gone: ReadonlySet<string>): Promise<void> {
  const { conceptIds, embedVersionId } = await readTaggedFaces(session);
  const known = new Set(peopleOf(current));
  const left = [...conceptIds].filter((id) => known.has(id) && !gone.has(id)).sort();
  if (left.length === 0) {
    await pointWorkflowAtNobody(session);
    return;
  }
  // What the training noted of the others still holds; it stays the training that they asked for.
  const notes = withoutPeople(current.getMetadata()?.toJavaScript() ?? {}, gone) as Metadata;
  const request = { personIds: left, trainingId: randomUUID(), metadata: notes };
  const versionId = await makeVersion(session, request);
  await waitUntilTrained(session, versionId);
  const embeddedBy = textIn(current.getMetadata(), 'embed_version') || embedVersionId;
  await pointWorkflowAt(session, { versionId, embedVersionId: embeddedBy });
}

/** Concepts that a version was made of, as the service says and as the training noted. */
function peopleOf(version: ModelVersion): string[] {
  const concepts = version.getOutputInfo()?.getData()?.getConceptsList() ?? [];
  return [...concepts.map((concept) => concept.getId()), ...numbersIn(version.getMetadata(), 'tags').keys()];
}

/** Notes without anything that is kept under one of these ids or names one. */
function withoutPeople(value: unknown, ids: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.filter((item) => !names(item, ids)).map((item) => withoutPeople(item, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !ids.has(key) && !names(item, ids))
      .map(([key, item]) => [key, withoutPeople(item, ids)]),
  );
}

/** A text that is one of the ids, or a record with such a text in it: a pair of people, say. */
function names(value: unknown, ids: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return ids.has(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((item) => typeof item === 'string' && ids.has(item));
}
