import type { FlagKind, Person } from '../../faces/model.js';
import { readState } from '../photos/read-photo.js';
import type { Session } from '../session.js';
import { toStruct } from '../transport/metadata.js';
import { resources, service } from '../transport/protocol.js';
import { poll } from '../transport/waiting.js';
import { isFaceMark, type KeptNote, type Note } from './annotations.js';
import { deleteSayings, type FoundFace, findFace } from './tag-face.js';

interface FaceRef {
  readonly photoId: string;
  readonly faceId: string;
}

/** Says that a face is none, or is to be left unnamed; the newest such mark holds. */
export async function flagFace(
  session: Session,
  mark: FaceRef & { readonly kind: FlagKind; readonly flaggedBy: string },
): Promise<void> {
  const { kind: note, flaggedBy: saidBy, ...face } = mark;
  const isOther = (each: KeptNote) => isFaceMark(each.note) && each.note !== note;
  await keepNote(session, { ...face, note, saidBy, person: undefined }, isOther);
}

export async function unflagFace(session: Session, face: FaceRef): Promise<void> {
  await takeBack(session, face.photoId, (each) => each.faceId === face.faceId && isFaceMark(each.note));
}

/** Says that a face is not somebody. */
export async function rejectPerson(
  session: Session,
  rejection: FaceRef & { readonly person: Person; readonly rejectedBy: string },
): Promise<void> {
  const { rejectedBy: saidBy, ...about } = rejection;
  await keepNote(session, { ...about, note: 'not this person', saidBy }, () => false);
}

export async function unrejectPerson(
  session: Session,
  rejection: FaceRef & { readonly personId: string },
): Promise<void> {
  const { photoId, faceId, personId } = rejection;
  // Whoever was merged into that person reads as them.
  const people = await session.registry();
  const isThem = (person: Person | undefined) =>
    person !== undefined && (person.id === personId || people.resolve(person)?.id === personId);
  await takeBack(session, photoId, (each) => each.faceId === faceId && isThem(each.person));
}

/** Says that several faces of the photo may be the same person. */
export async function flagCollage(session: Session, mark: FaceRef & { readonly flaggedBy: string }): Promise<void> {
  const { flaggedBy: saidBy, ...about } = mark;
  await keepNote(session, { ...about, note: 'collage', person: undefined, saidBy }, () => false);
}

export async function unflagCollage(session: Session, photoId: string): Promise<void> {
  await takeBack(session, photoId, (each) => each.note === 'collage');
}

interface NewNote extends FaceRef {
  readonly note: Note;
  readonly person: Person | undefined;
  readonly saidBy: string;
}

/** Saying it twice is saying it once. @param isReplaced which older notes of the face go. */
async function keepNote(session: Session, note: NewNote, isReplaced: (note: KeptNote) => boolean): Promise<void> {
  const { photoId, faceId } = note;
  const isSame = (each: KeptNote) =>
    each.faceId === faceId && each.note === note.note && each.person?.id === note.person?.id;
  const face = await findFace(session, photoId, faceId);
  if (!face.notes.some(isSame)) {
    await postNote(session, note, face);
    const waiting = { rpc: 'ListAnnotations', for: 'a note to be readable' };
    await poll(session.clock, session.polling.tag, waiting, async () =>
      (await readState(session, photoId)).notes.some(isSame) ? true : undefined,
    );
  }
  await deleteSayings(session, photoId, face.notes.filter(isReplaced));
}

async function takeBack(session: Session, photoId: string, isMeant: (note: KeptNote) => boolean): Promise<void> {
  const waiting = { rpc: 'DeleteAnnotations', for: 'a note to be gone' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    const { notes } = await readState(session, photoId);
    const meant = notes.filter(isMeant);
    if (meant.length === 0) return true;
    await deleteSayings(session, photoId, meant);
    return undefined;
  });
}

/**
 * A note is an annotation of the face's region that gives it no person, so that no model learns from it. "Not this person"
 * is said as Clarifai says it, too: with the person's concept and the value 0.
 */
async function postNote(session: Session, note: NewNote, face: FoundFace): Promise<void> {
  const { person } = note;
  const concepts =
    person === undefined ? [] : [new resources.Concept().setId(person.id).setName(person.name).setValue(0)];
  const region = new resources.Region().setId(face.id).setData(new resources.Data().setConceptsList(concepts));
  const annotation = new resources.Annotation()
    .setInputId(note.photoId)
    .setData(new resources.Data().setRegionsList([region]))
    .setEmbedModelVersionId(face.embedVersionId)
    .setAnnotationInfo(
      toStruct({
        note: note.note,
        tagged_by: note.saidBy,
        tagged_at: new Date().toISOString(),
        face_id: note.faceId,
      }),
    );
  const request = new service.PostAnnotationsRequest().setAnnotationsList([annotation]);
  await session.call('postAnnotations', request, { secrets: person === undefined ? [] : [person.name] });
}
