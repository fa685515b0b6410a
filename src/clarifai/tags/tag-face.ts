import type { Person } from '../../faces/model.js';
import { postConcept } from '../people/people.js';
import { waitUntilSearched } from '../photos/photos.js';
import { readState } from '../photos/read-photo.js';
import type { Session } from '../session.js';
import { ClarifaiError, isClarifaiError } from '../transport/errors.js';
import { toStruct } from '../transport/metadata.js';
import { resources, service } from '../transport/protocol.js';
import { poll } from '../transport/waiting.js';
import { type DetectedFace, isFaceMark, type KeptNote, type KeptTag } from './annotations.js';

export interface NewTag {
  readonly photoId: string;
  readonly faceId: string;
  readonly person: Person;
  readonly taggedBy: string;
}

/**
 * Says who a face is. The new tag is added first and the older ones of that face are deleted after, so that the face is
 * never without a name in between, and so that a tag sent twice (its answer was lost) ends as one. Two people who tag one
 * face at the same moment both delete all but the newest by the service's clock, and so agree which one stays.
 */
export async function addTag(session: Session, tag: NewTag): Promise<void> {
  const { photoId, faceId } = tag;
  // Clarifai would make the person along with the tag, but says so nowhere.
  await postConcept(session, tag.person);
  const face = await findFace(session, photoId, faceId);
  const annotationId = await postTag(session, tag, face);

  const waiting = { rpc: 'ListAnnotations', for: 'a tag to be readable' };
  const tags = await poll(session.clock, session.polling.tag, waiting, async () => {
    const ofFace = await tagsOf(session, photoId, faceId);
    const [newest] = ofFace;
    // Somebody else may have been a moment later, and tidied ours away already.
    const replaced = newest !== undefined && !face.tagsBefore.has(newest.annotationId);
    return replaced || ofFace.some((each) => each.annotationId === annotationId) ? ofFace : undefined;
  });
  // Whoever names a face takes back that it is none, is to be left unnamed, or is not that person.
  const people = face.notes.some(({ person }) => person !== undefined) ? await session.registry() : undefined;
  const named = people?.resolve(tag.person)?.id ?? tag.person.id;
  const isNamed = (person: Person | undefined) =>
    person !== undefined && (person.id === tag.person.id || people?.resolve(person)?.id === named);
  const contradicted = face.notes.filter(({ note, person }) => isFaceMark(note) || isNamed(person));
  await deleteSayings(session, photoId, [...tags.slice(1), ...contradicted]);
}

/** Takes back whatever was said about a face. */
export async function removeTag(
  session: Session,
  face: { readonly photoId: string; readonly faceId: string },
): Promise<void> {
  session.recentUntags.addFace(face.photoId, face.faceId);
  const waiting = { rpc: 'DeleteAnnotations', for: 'a tag to be gone' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    const tags = await tagsOf(session, face.photoId, face.faceId);
    if (tags.length === 0) return true;
    await deleteSayings(session, face.photoId, tags);
    return undefined;
  });
}

export interface FoundFace extends DetectedFace {
  /** Annotations that named it when it was found. */
  readonly tagsBefore: ReadonlySet<string>;
  /** What else was said about it. */
  readonly notes: readonly KeptNote[];
}

/** A tag on a photo that is still being searched would have no embedding and teach nothing: so that is waited for. */
export async function findFace(session: Session, photoId: string, faceId: string): Promise<FoundFace> {
  const look = async (): Promise<FoundFace | undefined> => {
    const { faces, tags, notes } = await readState(session, photoId);
    const face = faces.find((each) => each.id === faceId);
    return (
      face && {
        ...face,
        tagsBefore: new Set(tags.map((tag) => tag.annotationId)),
        notes: notes.filter((note) => note.faceId === faceId),
      }
    );
  };
  const face = await look();
  if (face !== undefined) return face;
  await waitUntilSearched(session, photoId);
  const searched = await look();
  if (searched !== undefined) return searched;
  throw new ClarifaiError({
    kind: 'not_found',
    rpc: 'ListAnnotations',
    description: 'The photo has no such face',
    advice: 'I no longer have that face. Please post the photo again.',
  });
}

/** @returns the id of the annotation. */
async function postTag(session: Session, tag: NewTag, face: DetectedFace): Promise<string> {
  // A value left out and a value of 0 ("this is not") are the same bytes, so 1 is always said.
  const concept = new resources.Concept().setId(tag.person.id).setName(tag.person.name).setValue(1);
  const region = new resources.Region().setId(face.id).setData(new resources.Data().setConceptsList([concept]));
  const annotation = new resources.Annotation()
    .setInputId(tag.photoId)
    .setData(new resources.Data().setRegionsList([region]))
    .setEmbedModelVersionId(face.embedVersionId)
    .setAnnotationInfo(toStruct({ tagged_by: tag.taggedBy, tagged_at: new Date().toISOString(), face_id: tag.faceId }));
  const request = new service.PostAnnotationsRequest().setAnnotationsList([annotation]);
  const reply = await session.call('postAnnotations', request, { secrets: [tag.person.name] });
  return reply.getAnnotationsList()[0]?.getId() ?? '';
}

async function tagsOf(session: Session, photoId: string, faceId: string): Promise<KeptTag[]> {
  return (await readState(session, photoId)).tags.filter((tag) => tag.faceId === faceId);
}

/** Something a person said about a face, as far as deleting it goes. */
type Saying = Pick<KeptTag, 'annotationId'>;

/** Somebody else may have deleted one of them a moment ago, in which case Clarifai may refuse them all: then one by one. */
export async function deleteSayings(session: Session, photoId: string, sayings: readonly Saying[]): Promise<void> {
  if (sayings.length === 0) return;
  try {
    await deleteAnnotations(session, photoId, sayings);
  } catch (error) {
    if (!isClarifaiError(error, 'not_found')) throw error;
    if (sayings.length === 1) return;
    for (const saying of sayings) await deleteSayings(session, photoId, [saying]);
  }
}

async function deleteAnnotations(session: Session, photoId: string, sayings: readonly Saying[]): Promise<void> {
  // The two lists are read in pairs; the photo's id alone would delete everything on it.
  const request = new service.DeleteAnnotationsRequest()
    .setIdsList(sayings.map(({ annotationId }) => annotationId))
    .setInputIdsList(sayings.map(() => photoId));
  await session.call('deleteAnnotations', request);
}
