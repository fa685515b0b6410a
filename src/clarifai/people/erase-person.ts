import { type Concept, resources, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { newestTags } from '../tags/annotations.js';
import { deleteAnnotations } from '../tags/delete-annotations.js';
import { listByPeople, readPhotoAnnotations } from '../tags/list-annotations.js';
import { isClarifaiError } from '../transport/errors.js';
import { toStruct } from '../transport/metadata.js';
import { poll } from '../transport/waiting.js';
import { readConcepts } from './people.js';
import { consentMetadata, consentOf, recordOf } from './person-metadata.js';
import { updatePeople } from './update-people.js';

/** What is stored about a person, for erasing it. */
export interface PersonTraces {
  /** Their name and earlier names. */
  readonly names: readonly string[];
  /** How many tags name them, replaced ones included. */
  readonly tags: number;
  /** Photos with a tag or rejection of them, each with the faces whose newest tag names them. */
  readonly photos: readonly { readonly photoId: string; readonly faceIds: readonly string[] }[];
}

/** A person who has yet to be erased. */
export interface ErasureRequest {
  readonly personId: string;
  /** Slack user id. */
  readonly askedBy: string;
}

/** The name of an erased concept, because concepts cannot be deleted. Stored: do not change. */
export const ERASED_NAME = 'Forgotten';

/** Everything stored about people: their current and earlier names, and the photos with a tag or rejection of them. */
export async function readTraces(session: Session, personIds: readonly string[]): Promise<PersonTraces> {
  const concepts = await readConcepts(session);
  const ids = new Set(personIds);
  const theirs = concepts.filter((concept) => ids.has(concept.getId()));
  const faces = new Map<string, Set<string>>();
  const annotations = await listByPeople(session);
  const inForce = new Set(newestTags(annotations));
  let tags = 0;
  for (const each of annotations) {
    if ((each.kind !== 'tag' && each.kind !== 'rejection') || !ids.has(each.person.id)) continue;
    const onPhoto = faces.get(each.photoId) ?? new Set();
    faces.set(each.photoId, onPhoto);
    if (each.kind === 'rejection') continue;
    tags += 1;
    // If the tag was replaced, the face is someone else's.
    if (inForce.has(each)) onPhoto.add(each.faceId);
  }
  return {
    names: [...new Set(theirs.flatMap(namesOf))],
    tags,
    photos: [...faces].map(([photoId, faceIds]) => ({ photoId, faceIds: [...faceIds] })),
  };
}

/** Stores that a person is to be erased, so that it continues after a restart. @param askedBy Slack user id. */
export async function requestErasure(
  session: Session,
  { personId, askedBy }: { readonly personId: string; readonly askedBy: string },
): Promise<void> {
  await updatePeople(session, ({ records }) =>
    records.filter(({ id }) => id === personId).map((record) => ({ ...record, forgetAskedBy: askedBy })),
  );
}

export async function listErasureRequests(session: Session): Promise<ErasureRequest[]> {
  return (await readConcepts(session)).map(recordOf).flatMap(({ id, forgetAskedBy }) => {
    return forgetAskedBy === undefined ? [] : [{ personId: id, askedBy: forgetAskedBy }];
  });
}

/**
 * Deletes the detections of faces, and their embeddings with them.
 *
 * Whether hosted Clarifai deletes detections is not documented; it may refuse, or confirm and keep them.
 * @returns false if it keeps them: then only the whole photo can be deleted.
 */
export async function eraseFaces(
  session: Session,
  { photoId, faceIds }: { readonly photoId: string; readonly faceIds: readonly string[] },
): Promise<boolean> {
  for (const faceId of faceIds) session.recentUntags.addFace(photoId, faceId);
  const find = async () =>
    (await readPhotoAnnotations(session, photoId)).detections.filter(({ faceId }) => faceIds.includes(faceId));
  try {
    await deleteAnnotations(session, photoId, await find());
  } catch (error) {
    if (isClarifaiError(error, 'rejected', 'auth')) return false;
    throw error;
  }
  const giveUpAt = session.clock.now() + session.polling.tag.limitMs;
  while ((await find()).length > 0) {
    if (session.clock.now() > giveUpAt) return false;
    await session.clock.sleep(session.polling.tag.firstMs);
  }
  return true;
}

/** Deletes all tags and rejections of these people on a photo. */
export async function eraseAnnotations(
  session: Session,
  { photoId, personIds }: { readonly photoId: string; readonly personIds: readonly string[] },
): Promise<void> {
  const waiting = { rpc: 'DeleteAnnotations', for: 'annotations of a person to be deleted' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    // Includes annotations that match no face.
    const about = (await listByPeople(session, photoId)).filter(
      (each) => 'person' in each && personIds.includes(each.person.id),
    );
    if (about.length === 0) return true;
    await deleteAnnotations(session, photoId, about);
    return undefined;
  });
}

/**
 * Erases the names and metadata of people; their empty concepts remain. If someone asked never to be named, that answer remains, too,
 * because otherwise it could not be kept.
 */
export async function eraseNames(session: Session, personIds: readonly string[]): Promise<void> {
  const concepts = (await readConcepts(session)).filter((concept) => personIds.includes(concept.getId()));
  if (concepts.length === 0) return;
  const shells = concepts.map((concept) => {
    // A service may merge metadata, so every key is set to an empty text.
    const emptied = Object.keys(concept.getMetadata()?.toJavaScript() ?? {}).map((key) => [key, ''] as const);
    const consent = consentOf(concept);
    const metadata = toStruct({
      ...Object.fromEntries(emptied),
      ...(consent?.choice === 'never' ? consentMetadata(consent) : {}),
      forgotten_at: new Date().toISOString(),
    });
    return new resources.Concept().setId(concept.getId()).setName(ERASED_NAME).setMetadata(metadata);
  });
  await session.call(
    'patchConcepts',
    new service.PatchConceptsRequest().setAction('overwrite').setConceptsList(shells),
  );
  session.invalidateRegistry();
  const waiting = { rpc: 'PatchConcepts', for: 'a name to be erased' };
  await poll(session.clock, session.polling.tag, waiting, async () =>
    (await readConcepts(session)).some((concept) => personIds.includes(concept.getId())) ? undefined : true,
  );
}

function namesOf(concept: Concept): string[] {
  const { name, renames } = recordOf(concept);
  return [name, ...renames.map(({ from }) => from)];
}
