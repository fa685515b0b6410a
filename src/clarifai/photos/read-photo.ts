import type { CollageFlag, FaceFlag, Photo, Rejection } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import {
  currentTags,
  type DetectedFace,
  detectionsAmong,
  type FaceDetection,
  facesAmong,
  isByModel,
  isFaceMark,
  type KeptNote,
  type KeptTag,
  marksOf,
  notesAmong,
  tagsAmong,
} from '../tags/annotations.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { type Annotation, service } from '../transport/protocol.js';

/** A photo with what is needed to change its tags. */
export interface PhotoState {
  readonly faces: readonly DetectedFace[];
  /** Newest first; several for one face when two people were faster than the tidying up. */
  readonly tags: readonly KeptTag[];
  /** Newest first. */
  readonly notes: readonly KeptNote[];
  readonly detections: readonly FaceDetection[];
}

/**
 * The faces found on a photo and the tags people gave them, from one list of its annotations.
 *
 * "No face" and "not listed yet" look the same. So a photo whose search ended a moment ago is listed again, a few times at
 * most, but only when no model has said anything about it at all: a service that lists its detections the moment it says
 * it is done costs one call, and so does every later read.
 * @throws ClarifaiError of kind `not_found` when the photo is not there.
 */
export async function readPhoto(session: Session, photoId: string, justSearched: boolean): Promise<Photo> {
  let annotations = await listAnnotations(session, photoId);
  for (const pauseMs of justSearched ? session.polling.relistMs : []) {
    if (annotations.some(isByModel)) break;
    await session.clock.sleep(pauseMs);
    annotations = await listAnnotations(session, photoId);
  }
  if (annotations.length === 0) {
    // Nothing at all: the list does not tell whether the photo exists, and this call rejects when it does not.
    await session.call('getInput', new service.GetInputRequest().setInputId(photoId));
  }
  const { faces, tags, notes } = await toState(session, annotations);
  const current = currentTags(tags);
  const collage = toCollageMark(notes);
  const isAboutSomebody = current.length > 0 || notes.some(({ person }) => person !== undefined);
  // Asked after the annotations, so that nobody who is named on them can be missing.
  const people = isAboutSomebody ? await session.registry() : undefined;
  return {
    id: photoId,
    faces: faces.map(({ embedVersionId: _, ...face }) => face),
    tags: current.flatMap(({ faceId, person, taggedBy, taggedAt }) => {
      const resolved = people?.resolve(person);
      return resolved === undefined ? [] : [{ faceId, person: resolved, taggedBy, taggedAt }];
    }),
    flags: toFaceMarks(notes),
    rejections: people === undefined ? [] : toRejections(notes, people),
    ...(collage === undefined ? {} : { collage }),
  };
}

/** The newest mark of each face. */
function toFaceMarks(notes: readonly KeptNote[]): FaceFlag[] {
  const marks = new Map<string, FaceFlag>();
  for (const { faceId, note, saidBy, saidAt } of notes) {
    if (!isFaceMark(note) || marks.has(faceId)) continue;
    marks.set(faceId, { faceId, kind: note, flaggedBy: saidBy, flaggedAt: saidAt });
  }
  return [...marks.values()];
}

/** The newest that says so, if any does. */
function toCollageMark(notes: readonly KeptNote[]): CollageFlag | undefined {
  const said = notes.find(({ note }) => note === 'collage');
  return said && { flaggedBy: said.saidBy, flaggedAt: said.saidAt };
}

/** The newest of each face and person. */
function toRejections(notes: readonly KeptNote[], people: PersonRegistry): Rejection[] {
  const rejections = new Map<string, Rejection>();
  for (const { faceId, person: rejected, saidBy, saidAt } of notes) {
    const person = rejected && people.resolve(rejected);
    const key = `${faceId} ${person?.id}`;
    if (person === undefined || rejections.has(key)) continue;
    rejections.set(key, { faceId, person, rejectedBy: saidBy, rejectedAt: saidAt });
  }
  return [...rejections.values()];
}

/** What is known about a photo right now, tags that another tag has replaced included. */
export async function readState(session: Session, photoId: string): Promise<PhotoState> {
  return await toState(session, await listAnnotations(session, photoId));
}

async function toState(session: Session, annotations: readonly Annotation[]): Promise<PhotoState> {
  const { versionIds } = await session.faceModel();
  const marks = annotations.flatMap(marksOf);
  const faces = facesAmong(marks, versionIds);
  return {
    faces,
    tags: tagsAmong(marks, faces),
    notes: notesAmong(marks, faces),
    detections: detectionsAmong(marks, faces),
  };
}

async function listAnnotations(session: Session, photoId: string): Promise<Annotation[]> {
  const annotations: Annotation[] = [];
  const pages = everyItem(async (page) => {
    const request = new service.ListAnnotationsRequest()
      .setInputIdsList([photoId])
      // Without it only what people said is listed, and no face is ever found.
      .setListAllAnnotations(true)
      .setPage(page)
      .setPerPage(PAGE_SIZE);
    return (await session.call('listAnnotations', request)).getAnnotationsList();
  });
  for await (const annotation of pages) annotations.push(annotation);
  return annotations;
}
