import type { Annotation } from '../../clarifai-protocol.js';
import type { CollageFlag, FaceFlag, Photo, Rejection } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { isByModel, newestTags, type PersonAnnotation } from '../tags/annotations.js';
import { listAllOfPhoto, listAllOfPhotos, matchToFaces } from '../tags/list-annotations.js';
import { isBeingSearched, waitUntilSearched } from './photos.js';

/**
 * The faces of a photo with their tags, flags and rejections, from one list of its annotations. Waits if the photo is still
 * being searched for faces.
 *
 * "No face" and "not listed yet" look the same. So the annotations of a photo that has just been searched are listed a few times
 * more, but only if none is by a model.
 * @param justSearched whether its search ended a moment ago.
 * @throws ClarifaiError of kind `not_found` if the photo does not exist.
 */
export async function readPhoto(session: Session, photoId: string, justSearched: boolean): Promise<Photo> {
  let annotations = await listAnnotations(session, photoId, justSearched);
  // Without faces, the list does not tell whether the photo exists. Its search may also go on, after a restart for example.
  if (!annotations.some(isByModel)) {
    const isSearching = await isBeingSearched(session, photoId);
    if (isSearching) await waitUntilSearched(session, photoId);
    // Also if it has been searched: that may have been between the first list and the look at its state.
    if (isSearching || !justSearched) annotations = await listAnnotations(session, photoId, isSearching);
  }
  return toPhoto(session, photoId, annotations);
}

/** Several photos at once, by id, as {@link readPhoto} reads one. Those without annotations are left out. */
export async function readPhotos(session: Session, photoIds: readonly string[]): Promise<ReadonlyMap<string, Photo>> {
  const annotations = await listAllOfPhotos(session, photoIds);
  const photos = new Map<string, Photo>();
  for (const photoId of photoIds) {
    const ofPhoto = annotations.filter((each) => each.getInputId() === photoId);
    if (ofPhoto.length > 0) photos.set(photoId, await toPhoto(session, photoId, ofPhoto));
  }
  return photos;
}

async function toPhoto(session: Session, photoId: string, annotations: readonly Annotation[]): Promise<Photo> {
  const { faces, byPeople } = await matchToFaces(session, annotations);
  const collage = collageAmong(byPeople);
  const isAboutPeople = byPeople.some((each) => 'person' in each);
  // Read after the annotations, so that it has everyone tagged in them.
  const registry = isAboutPeople ? await session.registry() : undefined;
  return {
    id: photoId,
    faces: faces.map(({ embedVersionId: _, ...face }) => face),
    tags: newestTags(byPeople).flatMap(({ faceId, person, by, at }) => {
      const resolved = registry?.resolve(person);
      return resolved === undefined ? [] : [{ faceId, person: resolved, taggedBy: by, taggedAt: at }];
    }),
    flags: flagsAmong(byPeople),
    rejections: registry === undefined ? [] : rejectionsAmong(byPeople, registry),
    ...(collage === undefined ? {} : { collage }),
  };
}

async function listAnnotations(session: Session, photoId: string, justSearched: boolean) {
  let annotations = await listAllOfPhoto(session, photoId);
  for (const pauseMs of justSearched ? session.polling.relistMs : []) {
    if (annotations.some(isByModel)) break;
    await session.clock.sleep(pauseMs);
    annotations = await listAllOfPhoto(session, photoId);
  }
  return annotations;
}

/** The newest flag of each face. @param annotations newest first, here and below. */
function flagsAmong(annotations: readonly PersonAnnotation[]): FaceFlag[] {
  const flags = new Map<string, FaceFlag>();
  for (const each of annotations) {
    if (each.kind !== 'flag' || flags.has(each.faceId)) continue;
    flags.set(each.faceId, { faceId: each.faceId, kind: each.flag, flaggedBy: each.by, flaggedAt: each.at });
  }
  return [...flags.values()];
}

function collageAmong(annotations: readonly PersonAnnotation[]): CollageFlag | undefined {
  const newest = annotations.find(({ kind }) => kind === 'collage');
  return newest && { flaggedBy: newest.by, flaggedAt: newest.at };
}

/** The newest rejection of each face and person. */
function rejectionsAmong(annotations: readonly PersonAnnotation[], registry: PersonRegistry): Rejection[] {
  const rejections = new Map<string, Rejection>();
  for (const each of annotations) {
    const person = each.kind === 'rejection' ? registry.resolve(each.person) : undefined;
    const key = `${each.faceId} ${person?.id}`;
    if (person === undefined || rejections.has(key)) continue;
    rejections.set(key, { faceId: each.faceId, person, rejectedBy: each.by, rejectedAt: each.at });
  }
  return [...rejections.values()];
}
