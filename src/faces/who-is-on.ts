import type { Person, PhotoAnswers, ShownFace } from './model.js';
import type { PersonRegistry } from './person-registry.js';

/** One person on a photo. */
interface PersonOn {
  readonly person: Person;
  /** The face they are. */
  readonly faceId: string;
  /** Slack user id of who tagged it; undefined if the model is sure of it by itself. */
  readonly taggedBy: string | undefined;
}

/** The people on one photo. */
export interface PeopleOn {
  /** By person id, each once. */
  readonly people: ReadonlyMap<string, PersonOn>;
  /** Faces that are no one's so far and that no one has flagged. */
  readonly openFaces: readonly string[];
}

/**
 * Who is on a photo: those tagged on it, and those whom the model named for sure when the photo was last shown. Answers outrank the
 * model: a flagged face is no one's, and a rejected name does not count. Merges, removals and consent are applied.
 */
export function whoIsOn(
  shown: readonly ShownFace[],
  answers: PhotoAnswers | undefined,
  registry: PersonRegistry,
): PeopleOn {
  const people = new Map<string, PersonOn>();
  const openFaces: string[] = [];
  for (const { faceId, person: given, taggedBy } of answers?.tags.values() ?? []) {
    const person = registry.resolve(given);
    if (person !== undefined && !people.has(person.id)) people.set(person.id, { person, faceId, taggedBy });
  }
  for (const { faceId, personId } of shown) {
    const tag = answers?.tags.get(faceId);
    const isTagged = tag !== undefined && registry.resolve(tag.person) !== undefined;
    if (isTagged || answers?.flagged.has(faceId) === true) continue;
    const person = personId === undefined ? undefined : sureOf(personId, faceId, answers, registry);
    if (person === undefined) openFaces.push(faceId);
    else if (!people.has(person.id)) people.set(person.id, { person, faceId, taggedBy: undefined });
  }
  return { people, openFaces };
}

function sureOf(
  personId: string,
  faceId: string,
  answers: PhotoAnswers | undefined,
  registry: PersonRegistry,
): Person | undefined {
  // Someone who is not in the registry has been forgotten.
  const person = registry.resolve({ id: personId, name: '' });
  if (person === undefined || person.name === personId || !registry.mayRecognise(person.id)) return undefined;
  const ids = registry.idsOf(person.id);
  const isRejected = answers?.rejections.some((each) => each.faceId === faceId && ids.includes(each.personId));
  return isRejected === true ? undefined : person;
}
