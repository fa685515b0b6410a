import type { Person, PhotoTag } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { service } from '../transport/protocol.js';
import { type Mark, marksOf, newestFirst } from './annotations.js';

/** Every tag of the application, as training needs it. */
export interface TaggedFaces {
  /** Tagged faces by person id. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of these, how many are on faces that the service does not learn from. */
  readonly unusable: ReadonlyMap<string, number>;
  readonly people: ReadonlyMap<string, Person>;
  /** Concepts the tags were given with: more than people when some were merged. */
  readonly conceptIds: ReadonlySet<string>;
  /** The face model version most tags were given with; empty when no tag says. */
  readonly embedVersionId: string;
  /** When each of the tags was given, in milliseconds since 1970. */
  readonly givenAt: readonly number[];
  /** Every tag that holds, one per face, with the person it was given for, whatever became of them. */
  readonly tags: readonly PhotoTag[];
}

/**
 * Reads every tag of the application: the one list that cannot be narrowed to a photo. What models found is not asked for,
 * so an application of 100 000 photos is some hundred pages.
 */
export async function readTaggedFaces(session: Session): Promise<TaggedFaces> {
  const marks: Mark[] = [];
  const annotations = everyItem(async (page) => {
    const request = new service.ListAnnotationsRequest().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listAnnotations', request)).getAnnotationsList();
  });
  for await (const annotation of annotations) marks.push(...marksOf(annotation));
  return countTags(marks, await session.registry());
}

/** Counts one tag per face, the newest, for whom it stands now. */
function countTags(marks: readonly Mark[], registry: PersonRegistry): TaggedFaces {
  const counts = new Map<string, number>();
  const unusable = new Map<string, number>();
  const people = new Map<string, Person>();
  const versions = new Map<string, number>();
  const seen = new Set<string>();
  const tags: PhotoTag[] = [];
  const givenAt: number[] = [];
  const conceptIds = new Set<string>();
  for (const {
    by,
    person: given,
    photoId,
    taggedFaceId,
    regionId,
    embedVersionId,
    taggedBy,
    taggedAt,
    qualityIssue,
  } of [...marks].sort(newestFirst)) {
    const face = `${photoId}/${taggedFaceId || regionId}`;
    if (by !== 'person' || given === undefined || seen.has(face)) continue;
    seen.add(face);
    tags.push({ photoId, faceId: taggedFaceId || regionId, person: given, taggedBy, taggedAt: new Date(taggedAt) });
    const person = registry.resolve(given);
    if (person === undefined) continue;
    conceptIds.add(given.id);
    givenAt.push(taggedAt);
    counts.set(person.id, (counts.get(person.id) ?? 0) + 1);
    if (qualityIssue !== undefined) unusable.set(person.id, (unusable.get(person.id) ?? 0) + 1);
    if (!people.has(person.id)) people.set(person.id, person);
    if (embedVersionId !== '') versions.set(embedVersionId, (versions.get(embedVersionId) ?? 0) + 1);
  }
  const [commonest] = [...versions].sort(([, a], [, b]) => b - a);
  return { counts, unusable, people, conceptIds, embedVersionId: commonest?.[0] ?? '', givenAt, tags };
}
