import { service } from '../../clarifai-protocol.js';
import type { FaceRef, FlagKind, Person } from '../../faces/model.js';
import { checkMayBeNamed } from '../people/people.js';
import type { Session } from '../session.js';
import { poll } from '../transport/waiting.js';
import type { PersonAnnotation, TagAnnotation } from './annotations.js';
import { deleteAnnotations } from './delete-annotations.js';
import type { DetectedFace } from './detected-faces.js';
import { buildFeedback } from './face-feedback.js';
import { findFace, whoIs } from './find-face.js';
import { readPhotoAnnotations } from './list-annotations.js';
import { buildTag } from './tag-face.js';

/** A person's answer about a face without a name: who it is, or why it gets none. */
export type FaceAnswer = FaceRef & {
  /** Slack user id. */
  readonly by: string;
  readonly means: { readonly person: Person } | { readonly flag: FlagKind };
};

/** A face that someone else named first. */
export interface NamedFirst extends FaceRef {
  readonly person: Person;
  readonly by: string;
}

/**
 * Stores answers about several faces with one call. All can be read when this resolves. A face that was tagged since, or that
 * someone tags at the same moment with a later time by the service's clock, keeps that tag.
 * @param answers at most 128, which is what Clarifai takes at once, and one per face. Their people exist.
 * @returns the faces that keep someone else's tag.
 * @throws ClarifaiError if one of the people asked never to be named. Nothing is stored then.
 */
export async function saveAnswers(session: Session, answers: readonly FaceAnswer[]): Promise<NamedFirst[]> {
  for (const { means } of answers) if ('person' in means) await checkMayBeNamed(session, means.person);
  const found = await findFaces(session, answers);
  const first = found.flatMap(({ annotations }) => namedFirst(annotations.filter(isTag)));
  const open = found.filter(({ annotations }) => !annotations.some(isTag));
  if (open.length === 0) return first;

  const request = new service.PostAnnotationsRequest().setAnnotationsList(
    open.map(({ answer, face }) => {
      const { means, by, ...ref } = answer;
      return 'person' in means
        ? buildTag({ ...ref, person: means.person, taggedBy: by }, face)
        : buildFeedback({ ...ref, stored: means.flag, by }, face);
    }),
  );
  const secrets = open.flatMap(({ answer: { means } }) => ('person' in means ? [means.person.name] : []));
  const reply = await session.call('postAnnotations', request, { secrets });
  session.annotations.noteAdded();
  const ids = new Set(reply.getAnnotationsList().map((annotation) => annotation.getId()));

  const photoIds = [...new Set(open.map(({ answer }) => answer.photoId))];
  const beaten = await Promise.all(
    photoIds.map(async (photoId) => {
      const ofPhoto = open.filter(({ answer }) => answer.photoId === photoId);
      const now = await waitUntilListed(session, photoId, ofPhoto, ids);
      const results = await Promise.all(ofPhoto.map((each) => settle(session, each, now, ids)));
      await deleteAnnotations(
        session,
        photoId,
        results.flatMap(({ outdated }) => outdated),
      );
      return results.flatMap(({ winner }) => namedFirst(winner === undefined ? [] : [winner]));
    }),
  );
  return [...first, ...beaten.flat()];
}

/** An answer with its face's annotations from before. */
interface OpenAnswer {
  readonly answer: FaceAnswer;
  readonly annotations: readonly PersonAnnotation[];
}

interface FoundAnswer extends OpenAnswer {
  readonly face: DetectedFace;
}

/** Which annotations of a face to delete now, and the tag that someone else added at the same moment and that stays. */
async function settle(
  session: Session,
  { answer: { faceId, means }, annotations: before }: OpenAnswer,
  now: readonly PersonAnnotation[],
  ids: ReadonlySet<string>,
): Promise<{ readonly outdated: PersonAnnotation[]; readonly winner: TagAnnotation | undefined }> {
  const ofFace = now.filter((each) => each.faceId === faceId);
  const [newest, ...replaced] = ofFace.filter(isTag);
  const winner = newest !== undefined && !ids.has(newest.annotationId) ? newest : undefined;
  const isThem =
    'person' in means && before.some(({ kind }) => kind === 'rejection')
      ? await whoIs(session, means.person)
      : () => false;
  const contradicted = before.filter((each) =>
    'person' in means
      ? each.kind === 'flag' || (each.kind === 'rejection' && isThem(each.person))
      : each.kind === 'flag',
  );
  return { outdated: [...replaced, ...contradicted], winner };
}

/** Waits until each face has our annotation, or a newer tag by someone else, who may have deleted ours. */
async function waitUntilListed(
  session: Session,
  photoId: string,
  answered: readonly OpenAnswer[],
  ids: ReadonlySet<string>,
): Promise<readonly PersonAnnotation[]> {
  const waiting = { rpc: 'ListAnnotations', for: 'tags to be readable' };
  return await poll(session.clock, session.polling.tag, waiting, async () => {
    const { byPeople } = await readPhotoAnnotations(session, photoId);
    const isListed = ({ answer }: OpenAnswer) =>
      byPeople.some((each) => each.faceId === answer.faceId && (isTag(each) || ids.has(each.annotationId)));
    return answered.every(isListed) ? byPeople : undefined;
  });
}

/** Each answer with its face and the face's annotations so far. Each photo is read once. @throws ClarifaiError as findFace does. */
async function findFaces(session: Session, answers: readonly FaceAnswer[]): Promise<FoundAnswer[]> {
  const reading = new Map<string, ReturnType<typeof readPhotoAnnotations>>();
  for (const { photoId } of answers) {
    if (!reading.has(photoId)) reading.set(photoId, readPhotoAnnotations(session, photoId));
  }
  return await Promise.all(
    answers.map(async (answer) => {
      const photo = await reading.get(answer.photoId);
      const face = photo?.faces.find(({ id }) => id === answer.faceId);
      if (photo === undefined || face === undefined) return { answer, ...(await findFace(session, answer)) };
      return { answer, face, annotations: photo.byPeople.filter(({ faceId }) => faceId === answer.faceId) };
    }),
  );
}

function isTag(annotation: PersonAnnotation): annotation is TagAnnotation {
  return annotation.kind === 'tag';
}

/** @param tags of one face, newest first. */
function namedFirst([newest]: readonly TagAnnotation[]): NamedFirst[] {
  if (newest === undefined) return [];
  const { photoId, faceId, person, by } = newest;
  return [{ photoId, faceId, person, by }];
}
