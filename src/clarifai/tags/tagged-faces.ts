import { countByPerson } from '../../faces/figures.js';
import type { Person, PhotoTag } from '../../faces/model.js';
import { resolveTags } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { newestTags } from './annotations.js';
import { toPhotoTags } from './list-tags.js';

/** The tags of the application, as training uses them. Of people who may not be recognised, only {@link tags} has any. */
export interface TaggedFaces {
  /** Tagged faces by person id. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of these, how many are on faces with a quality issue, which the service does not learn from. */
  readonly unusable: ReadonlyMap<string, number>;
  readonly people: ReadonlyMap<string, Person>;
  /** Concepts of the tags: more than people if some were merged. */
  readonly conceptIds: ReadonlySet<string>;
  /** The face model version of most tags; empty if none has one. */
  readonly embedVersionId: string;
  /** Times of the tags, in milliseconds since 1970. */
  readonly givenAt: readonly number[];
  /** Every tag in force, one per face, with the person it was given for, before merges and removals. */
  readonly tags: readonly PhotoTag[];
}

/** Reads every tag of the application, and counts those in force by the person they name now. */
export async function readTaggedFaces(session: Session): Promise<TaggedFaces> {
  const tags = newestTags(await session.annotations.read());
  const registry = await session.registry();
  const asGiven = toPhotoTags(tags);
  const figures = countByPerson(
    resolveTags(registry, asGiven).filter(({ person }) => registry.mayRecognise(person.id)),
  );
  const unusable = new Map<string, number>();
  const people = new Map<string, Person>();
  const versions = new Map<string, number>();
  const givenAt: number[] = [];
  const conceptIds = new Set<string>();
  for (const { person: given, embedVersionId, at, qualityIssue } of tags) {
    const person = registry.resolve(given);
    if (person === undefined || !registry.mayRecognise(person.id)) continue;
    conceptIds.add(given.id);
    givenAt.push(at.getTime());
    if (qualityIssue !== undefined) increment(unusable, person.id);
    if (embedVersionId !== '') increment(versions, embedVersionId);
    if (!people.has(person.id)) people.set(person.id, person);
  }
  const [commonest] = [...versions].sort(([, a], [, b]) => b - a);
  return {
    counts: new Map([...figures].map(([id, { tags: given }]) => [id, given])),
    unusable,
    people,
    conceptIds,
    embedVersionId: commonest?.[0] ?? '',
    givenAt,
    tags: asGiven,
  };
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
