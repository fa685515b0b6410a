import type { PhotoTag } from './model.js';

/**
 * How often people were named. App Home, the training report and “Why this name?” all count like this:
 * - a tag counts once per face, for the person it stands for after merges; tags of removed people do not count;
 * - a tagged photo is one with at least one tag, however many it has.
 */
export interface Figures {
  readonly tags: number;
  readonly photos: number;
}

/** The figures of each person with a tag, by person id. @param tags one per face, with merges and removals applied. */
export function countByPerson(tags: readonly PhotoTag[]): ReadonlyMap<string, Figures> {
  const byPerson = new Map<string, { tags: number; photos: Set<string> }>();
  for (const { person, photoId } of tags) {
    const counted = byPerson.get(person.id);
    if (counted === undefined) byPerson.set(person.id, { tags: 1, photos: new Set([photoId]) });
    else {
      counted.tags += 1;
      counted.photos.add(photoId);
    }
  }
  return new Map([...byPerson].map(([id, { tags: given, photos }]) => [id, { tags: given, photos: photos.size }]));
}
