import type { Deps } from '../../deps.js';
import { photoIdOfFile } from '../../faces/ids.js';
import { listVisibleChannels } from '../../slack/conversations.js';
import { matchesQuery } from './match-photo.js';
import { type IndexedPhoto, type PhotoIndex, type PhotoPlace, visiblePlace } from './photo-index.js';
import type { PhotoQuery } from './photo-query.js';

export type FindDeps = Pick<Deps, 'recognizer' | 'slack' | 'log'> & { readonly photoIndex: PhotoIndex };

/** A photo that was found. */
export interface FoundPhoto extends Pick<IndexedPhoto, 'photoId' | 'people' | 'openFaces'> {
  /** The newest message with it that the asker may see. */
  readonly place: PhotoPlace;
}

/** The photos of a query in conversations that the asker is in now, newest first. */
export async function findPhotos(deps: FindDeps, askerId: string, query: PhotoQuery): Promise<FoundPhoto[]> {
  const [visible, photos] = await Promise.all([listVisibleChannels(deps, askerId), deps.photoIndex.read()]);
  const found = photos.flatMap((photo) => {
    const place = visiblePlace(photo, visible);
    if (place === undefined) return [];
    const searched = { ...photo, place, postedBy: photo.postedBy };
    return matchesQuery(searched, query) ? [searched] : [];
  });
  const posted = query.postedBy.length === 0 ? found : await postedByOneOf(deps, found, query);
  return posted.sort((a, b) => Number(b.place.messageTs) - Number(a.place.messageTs));
}

async function postedByOneOf<T extends { readonly photoId: string; readonly postedBy: string | undefined }>(
  deps: FindDeps,
  photos: readonly T[],
  { postedBy }: PhotoQuery,
): Promise<T[]> {
  const ids = postedBy.map(({ userId }) => userId);
  // Of photos stored by an earlier version, only Slack knows who posted them.
  const isAnyUnknown = photos.some((photo) => photo.postedBy === undefined);
  const listed = isAnyUnknown ? await Promise.all(ids.map((userId) => listPhotosBy(deps, userId))) : [];
  const theirs = new Set(listed.flat());
  return photos.filter((photo) =>
    photo.postedBy === undefined ? theirs.has(photo.photoId) : ids.includes(photo.postedBy),
  );
}

const PER_PAGE = 200;
const MAX_PAGES = 5;

/** The newest photos that a member uploaded, by our photo id. */
async function listPhotosBy({ slack }: FindDeps, userId: string): Promise<string[]> {
  const photoIds: string[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await slack.files.list({ user: userId, types: 'images', count: PER_PAGE, page });
    photoIds.push(...(answer.files ?? []).flatMap(({ id }) => (id === undefined ? [] : [photoIdOfFile(id)])));
    if (page >= (answer.paging?.pages ?? 1)) break;
  }
  return photoIds;
}
