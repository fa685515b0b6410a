import { type Annotation, resources, service } from '../../clarifai-protocol.js';
import type { FaceRef, FlagKind, Person } from '../../faces/model.js';
import type { Session } from '../session.js';
import { toStruct } from '../transport/metadata.js';
import { poll } from '../transport/waiting.js';
import type { PersonAnnotation, StoredNote } from './annotations.js';
import { deleteAnnotations, deleteUntilGone } from './delete-annotations.js';
import type { DetectedFace } from './detected-faces.js';
import { findFace, whoIs } from './find-face.js';
import { readPhotoAnnotations } from './list-annotations.js';

/** Flags a face as not a face, or as to be left unnamed, replacing its other flag. A later tag replaces the flag. */
export async function flagFace(
  session: Session,
  { kind, flaggedBy: by, ...face }: FaceRef & { readonly kind: FlagKind; readonly flaggedBy: string },
): Promise<void> {
  const before = await annotate(
    session,
    { ...face, stored: kind, by },
    (each) => each.kind === 'flag' && each.flag === kind,
  );
  const others = before.filter((each) => each.kind === 'flag' && each.flag !== kind);
  await deleteAnnotations(session, face.photoId, others);
}

/** Removes the flag of a face, if there is one. */
export async function unflagFace(session: Session, face: FaceRef): Promise<void> {
  await deleteUntilGone(session, face.photoId, (each) => each.faceId === face.faceId && each.kind === 'flag');
}

/** Stores that a face is not a certain person, which excludes them as a candidate. Tagging the face as them removes it. */
export async function rejectPerson(
  session: Session,
  { rejectedBy: by, ...about }: FaceRef & { readonly person: Person; readonly rejectedBy: string },
): Promise<void> {
  const isSame = (each: PersonAnnotation) => each.kind === 'rejection' && each.person.id === about.person.id;
  await annotate(session, { ...about, stored: 'not this person', by }, isSame);
}

/** Removes a rejection, also of people merged into that person, if there is one. */
export async function unrejectPerson(
  session: Session,
  { photoId, faceId, personId }: FaceRef & { readonly personId: string },
): Promise<void> {
  const isThem = await whoIs(session, { id: personId, name: '' });
  await deleteUntilGone(
    session,
    photoId,
    (each) => each.faceId === faceId && each.kind === 'rejection' && isThem(each.person),
  );
}

/** Stores that several faces of a photo may be the same person. @param flag.faceId any face of the photo. */
export async function flagCollage(
  session: Session,
  { flaggedBy: by, ...about }: FaceRef & { readonly flaggedBy: string },
): Promise<void> {
  await annotate(session, { ...about, stored: 'collage', by }, ({ kind }) => kind === 'collage');
}

export async function unflagCollage(session: Session, photoId: string): Promise<void> {
  await deleteUntilGone(session, photoId, ({ kind }) => kind === 'collage');
}

interface NewFeedback extends FaceRef {
  readonly stored: StoredNote;
  readonly person?: Person;
  /** Slack user id. */
  readonly by: string;
}

/**
 * Adds an annotation to a face, unless there is an equal one, and waits until it can be read.
 * @returns people's annotations of the face from before.
 */
async function annotate(
  session: Session,
  feedback: NewFeedback,
  isSame: (annotation: PersonAnnotation) => boolean,
): Promise<readonly PersonAnnotation[]> {
  const { face, annotations } = await findFace(session, feedback);
  if (annotations.some(isSame)) return annotations;
  await postFeedback(session, feedback, face);
  const waiting = { rpc: 'ListAnnotations', for: 'an annotation to be readable' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    const { byPeople } = await readPhotoAnnotations(session, feedback.photoId);
    return byPeople.some((each) => each.faceId === feedback.faceId && isSame(each)) ? true : undefined;
  });
  return annotations;
}

async function postFeedback(session: Session, feedback: NewFeedback, face: DetectedFace): Promise<void> {
  const request = new service.PostAnnotationsRequest().setAnnotationsList([buildFeedback(feedback, face)]);
  const { person } = feedback;
  await session.call('postAnnotations', request, { secrets: person === undefined ? [] : [person.name] });
  session.annotations.noteAdded();
}

/**
 * An annotation of the face's region without a concept of value 1, so that no model learns from it. A rejection has the
 * person's concept with value 0, which is how Clarifai expresses "not".
 */
export function buildFeedback({ stored, person, ...about }: NewFeedback, face: DetectedFace): Annotation {
  const concepts =
    person === undefined ? [] : [new resources.Concept().setId(person.id).setName(person.name).setValue(0)];
  const region = new resources.Region().setId(face.id).setData(new resources.Data().setConceptsList(concepts));
  const info = { note: stored, tagged_by: about.by, tagged_at: new Date().toISOString(), face_id: about.faceId };
  return new resources.Annotation()
    .setInputId(about.photoId)
    .setData(new resources.Data().setRegionsList([region]))
    .setEmbedModelVersionId(face.embedVersionId)
    .setAnnotationInfo(toStruct(info));
}
