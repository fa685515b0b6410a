import type { PhotoTag } from '../../faces/model.js';
import { resolveTags } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { service } from '../transport/protocol.js';
import { marksOf, newestFirst } from './annotations.js';

/** Every tag that holds, newest first: one per face, of the people as they are now. */
export async function listTags(session: Session): Promise<PhotoTag[]> {
  const tags = await listTagsAsGiven(session);
  return resolveTags(await session.registry(), tags);
}

/** The same without merges and removals: each with the person it was given for, whatever became of them. */
export async function listTagsAsGiven(session: Session): Promise<PhotoTag[]> {
  const annotations = everyItem(async (page) => {
    const request = new service.ListAnnotationsRequest().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listAnnotations', request)).getAnnotationsList();
  });
  const marks = [];
  for await (const annotation of annotations) marks.push(...marksOf(annotation));
  const tags = new Map<string, PhotoTag>();
  for (const { by, person, photoId, taggedFaceId, regionId, taggedBy, taggedAt } of marks.sort(newestFirst)) {
    const faceId = taggedFaceId || regionId;
    const key = `${photoId}/${faceId}`;
    if (by !== 'person' || person === undefined || tags.has(key)) continue;
    tags.set(key, { photoId, faceId, person, taggedBy, taggedAt: new Date(taggedAt) });
  }
  return [...tags.values()];
}
