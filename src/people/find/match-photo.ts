import type { PeopleOn } from '../../faces/who-is-on.js';
import type { PhotoPlace } from './photo-index.js';
import type { PhotoQuery } from './photo-query.js';

/** A photo as a query sees it. */
export interface SearchedPhoto extends PeopleOn {
  readonly place: PhotoPlace;
  readonly postedBy: string | undefined;
}

/** Whether a photo is what someone looks for, who posted it apart. */
export function matchesQuery(photo: SearchedPhoto, query: PhotoQuery): boolean {
  const { people, place } = photo;
  const at = Number(place.messageTs) * 1000;
  if (query.from !== undefined && at < query.from) return false;
  if (query.to !== undefined && at >= query.to) return false;
  if (query.channelIds.length > 0 && !query.channelIds.includes(place.channelId)) return false;
  if (query.without.some(({ id }) => people.has(id))) return false;
  // Without a face, it is no photo of people.
  if (query.anyOf.length === 0) return people.size + photo.openFaces.length > 0;
  return query.anyOf.some(
    (all) =>
      all.every(({ id }) => people.has(id)) && (!query.isOnly || isNoOneElse(photo, new Set(all.map(({ id }) => id)))),
  );
}

function isNoOneElse({ people, openFaces }: PeopleOn, wanted: ReadonlySet<string>): boolean {
  return openFaces.length === 0 && [...people.keys()].every((id) => wanted.has(id));
}
