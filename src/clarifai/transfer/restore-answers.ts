import { type Annotation, resources, service } from '../../clarifai-protocol.js';
import type { Person } from '../../faces/model.js';
import type { Session } from '../session.js';
import { newestFirst, type PersonAnnotation, type StoredNote } from '../tags/annotations.js';
import { deleteAnnotations } from '../tags/delete-annotations.js';
import { type DetectedFace, faceIdOf } from '../tags/detected-faces.js';
import { readPhotoAnnotations } from '../tags/list-annotations.js';
import { toStruct } from '../transport/metadata.js';
import { poll } from '../transport/waiting.js';
import type { StoredAnswer } from './stored-photo.js';

/** What became of an answer: `outdated` means that a newer answer about the same face is stored, which stays. */
export type RestoredAnswer = 'stored' | 'already there' | 'outdated' | 'no such face';

/** What Clarifai takes with one call. */
const MAX_ANNOTATIONS = 128;

/**
 * Stores answers about the faces of a photo as they were given: with who gave them and when. Those that are stored already are left
 * alone, so that repeating it changes nothing. All can be read when this resolves.
 * @param answers each about a face by its id, or by a box that overlaps it.
 * @param people those that the answers are about, by id; they exist.
 * @returns in the order of the answers.
 */
export async function restoreAnswers(
  session: Session,
  {
    photoId,
    answers,
    people,
  }: { photoId: string; answers: readonly StoredAnswer[]; people: ReadonlyMap<string, Person> },
): Promise<RestoredAnswer[]> {
  const { faces, byPeople } = await readPhotoAnnotations(session, photoId);
  const outcomes: RestoredAnswer[] = [];
  const open: Annotation[] = [];
  const replaced: PersonAnnotation[] = [];
  for (const answer of answers) {
    const { faceId: regionId, box } = answer;
    const face = faces.find(({ id }) => id === faceIdOf({ regionId, box }, faces));
    const there =
      face === undefined
        ? undefined
        : compare(
            answer,
            byPeople.filter(({ faceId }) => faceId === face.id),
            byPeople,
          );
    if (face === undefined || there === undefined) outcomes.push('no such face');
    else if (there.outcome !== 'stored') outcomes.push(there.outcome);
    else {
      outcomes.push('stored');
      replaced.push(...there.replaced);
      open.push(toAnnotation(photoId, answer, face, people));
    }
  }
  if (open.length === 0) return outcomes;
  const ids: string[] = [];
  for (let start = 0; start < open.length; start += MAX_ANNOTATIONS) {
    const request = new service.PostAnnotationsRequest().setAnnotationsList(open.slice(start, start + MAX_ANNOTATIONS));
    const reply = await session.call('postAnnotations', request, {
      secrets: [...people.values()].map(({ name }) => name),
    });
    ids.push(...reply.getAnnotationsList().map((each) => each.getId()));
  }
  session.annotations.noteAdded();
  const waiting = { rpc: 'ListAnnotations', for: 'restored answers to be readable' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    const now = new Set(
      (await readPhotoAnnotations(session, photoId)).byPeople.map(({ annotationId }) => annotationId),
    );
    return ids.every((id) => now.has(id)) ? true : undefined;
  });
  await deleteAnnotations(session, photoId, replaced);
  return outcomes;
}

/** Compares an answer with those about the same face that are stored. */
function compare(
  answer: StoredAnswer,
  ofFace: readonly PersonAnnotation[],
  ofPhoto: readonly PersonAnnotation[],
): { readonly outcome: RestoredAnswer; readonly replaced: readonly PersonAnnotation[] } {
  const isStored = (answer.kind === 'collage' ? ofPhoto : ofFace).some((each) => saysTheSame(each, answer));
  if (isStored) return { outcome: 'already there', replaced: [] };
  const contradicting = ofFace.filter((each) => contradicts(each, answer)).sort(newestFirst);
  const isOutdated = contradicting.some(({ at }) => at > answer.at);
  return isOutdated ? { outcome: 'outdated', replaced: [] } : { outcome: 'stored', replaced: contradicting };
}

function saysTheSame(stored: PersonAnnotation, answer: StoredAnswer): boolean {
  if (stored.kind !== answer.kind) return false;
  if (answer.kind === 'flag') return stored.kind === 'flag' && stored.flag === answer.flag;
  return answer.kind === 'collage' || ('person' in stored && stored.person.id === answer.personId);
}

/** A face has one name or one flag, and is not someone it was said not to be. */
function contradicts(stored: PersonAnnotation, answer: StoredAnswer): boolean {
  if (answer.kind === 'collage' || stored.kind === 'collage') return false;
  if (answer.kind === 'rejection') return stored.kind === 'tag' && stored.person.id === answer.personId;
  if (answer.kind === 'flag') return stored.kind !== 'rejection';
  return stored.kind !== 'rejection' || stored.person.id === answer.personId;
}

function toAnnotation(
  photoId: string,
  answer: StoredAnswer,
  face: DetectedFace,
  people: ReadonlyMap<string, Person>,
): Annotation {
  const region = new resources.Region()
    .setId(face.id)
    .setData(new resources.Data().setConceptsList(conceptsOf(answer, people)));
  const info = { tagged_by: answer.by, tagged_at: answer.at.toISOString(), face_id: face.id };
  return new resources.Annotation()
    .setInputId(photoId)
    .setData(new resources.Data().setRegionsList([region]))
    .setEmbedModelVersionId(face.embedVersionId)
    .setAnnotationInfo(toStruct({ ...info, ...noteOf(answer) }));
}

function noteOf(answer: StoredAnswer): { readonly note?: StoredNote } {
  switch (answer.kind) {
    case 'tag':
      return {};
    case 'rejection':
      return { note: 'not this person' };
    case 'flag':
      return { note: answer.flag };
    case 'collage':
      return { note: 'collage' };
  }
}

function conceptsOf(answer: StoredAnswer, people: ReadonlyMap<string, Person>) {
  if (answer.kind !== 'tag' && answer.kind !== 'rejection') return [];
  const person = people.get(answer.personId);
  const concept = new resources.Concept().setId(answer.personId).setName(person?.name ?? answer.personId);
  // 0 means "is not".
  return [concept.setValue(answer.kind === 'tag' ? 1 : 0)];
}
