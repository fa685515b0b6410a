import { type Annotation, resources, service } from '../../clarifai-protocol.js';
import type { FaceRef, Person } from '../../faces/model.js';
import { checkMayBeNamed, postConcept } from '../people/people.js';
import type { Session } from '../session.js';
import { toStruct } from '../transport/metadata.js';
import { poll } from '../transport/waiting.js';
import type { TagAnnotation } from './annotations.js';
import { deleteAnnotations, deleteUntilGone } from './delete-annotations.js';
import type { DetectedFace } from './detected-faces.js';
import { findFace, whoIs } from './find-face.js';
import { readPhotoAnnotations } from './list-annotations.js';

interface NewTag extends FaceRef {
  readonly person: Person;
  /** Slack user id. */
  readonly taggedBy: string;
}

/** Someone's name for a face that does not hold, or the one that holds instead. */
export interface OtherTag {
  readonly person: Person;
  /** Slack user id; empty when another program tagged the face. */
  readonly by: string;
  readonly at: Date;
}

/** What became of a new tag, and of other people's names for the face. */
export interface TagOutcome {
  /** The tag of someone else that was given at the same moment and stays instead. */
  readonly beatenBy: OtherTag | undefined;
  /** The tags of others that the new one replaced. */
  readonly replaced: readonly OtherTag[];
}

/**
 * Tags a face, and removes its previous tag and anything that contradicts the new one: a flag, or a rejection of that person. The
 * tag can be read when this resolves.
 *
 * The new tag is added before older ones are deleted, so that the face is never without a name, and so that a tag sent twice
 * because of a lost reply ends as one. If two people tag a face at once, both delete all but the newest by the service's clock,
 * and so agree which one remains.
 */
export async function addTag(session: Session, tag: NewTag): Promise<TagOutcome> {
  const { photoId } = tag;
  await checkMayBeNamed(session, tag.person);
  // PostAnnotations may create the concept, but this is not documented.
  await postConcept(session, tag.person);
  const { face, annotations: before } = await findFace(session, tag);
  const annotationId = await postTag(session, tag, face);

  const idsBefore = new Set(before.map((each) => each.annotationId));
  const waiting = { rpc: 'ListAnnotations', for: 'a tag to be readable' };
  const tags = await poll(session.clock, session.polling.tag, waiting, async () => {
    const ofFace = await tagsOf(session, tag);
    const [newest] = ofFace;
    // A newer tag by someone else may have deleted ours already.
    const isReplaced = newest !== undefined && !idsBefore.has(newest.annotationId);
    return isReplaced || ofFace.some((each) => each.annotationId === annotationId) ? ofFace : undefined;
  });
  const isThem = before.some(({ kind }) => kind === 'rejection') ? await whoIs(session, tag.person) : () => false;
  const contradicted = before.filter(
    (each) => each.kind === 'flag' || (each.kind === 'rejection' && isThem(each.person)),
  );
  await deleteAnnotations(session, photoId, [...tags.slice(1), ...contradicted]);
  return outcomeOf(tag, tags, annotationId, idsBefore);
}

/** @param tags of the face, newest first. @param idsBefore the annotations that were there before the new tag. */
function outcomeOf(
  { taggedBy }: NewTag,
  tags: readonly TagAnnotation[],
  annotationId: string,
  idsBefore: ReadonlySet<string>,
): TagOutcome {
  const [newest, ...older] = tags;
  const isOurs = newest === undefined || newest.annotationId === annotationId || idsBefore.has(newest.annotationId);
  if (!isOurs) return { beatenBy: newest.by === taggedBy ? undefined : toOtherTag(newest), replaced: [] };
  return { beatenBy: undefined, replaced: older.filter(({ by }) => by !== taggedBy).map(toOtherTag) };
}

function toOtherTag({ person, by, at }: TagAnnotation): OtherTag {
  return { person, by, at };
}

/** Removes the tag of a face, if there is one. */
export async function removeTag(session: Session, face: FaceRef): Promise<void> {
  session.recentUntags.addFace(face.photoId, face.faceId);
  await deleteUntilGone(session, face.photoId, (each) => each.kind === 'tag' && each.faceId === face.faceId);
}

/** @returns the id of the annotation. */
async function postTag(session: Session, tag: NewTag, face: DetectedFace): Promise<string> {
  const request = new service.PostAnnotationsRequest().setAnnotationsList([buildTag(tag, face)]);
  const reply = await session.call('postAnnotations', request, { secrets: [tag.person.name] });
  session.annotations.noteAdded();
  return reply.getAnnotationsList()[0]?.getId() ?? '';
}

/** The annotation that says who a face is. */
export function buildTag(tag: NewTag, face: DetectedFace): Annotation {
  // An omitted value and 0, which means "is not", are the same bytes, so 1 is always sent.
  const concept = new resources.Concept().setId(tag.person.id).setName(tag.person.name).setValue(1);
  const region = new resources.Region().setId(face.id).setData(new resources.Data().setConceptsList([concept]));
  return new resources.Annotation()
    .setInputId(tag.photoId)
    .setData(new resources.Data().setRegionsList([region]))
    .setEmbedModelVersionId(face.embedVersionId)
    .setAnnotationInfo(toStruct({ tagged_by: tag.taggedBy, tagged_at: new Date().toISOString(), face_id: tag.faceId }));
}

/** Newest first. */
async function tagsOf(session: Session, { photoId, faceId }: FaceRef): Promise<TagAnnotation[]> {
  const { byPeople } = await readPhotoAnnotations(session, photoId);
  return byPeople.filter((each) => each.kind === 'tag').filter((each) => each.faceId === faceId);
}
