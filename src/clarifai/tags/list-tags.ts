import type { GivenTag, KeptPhotoSource } from '../../faces/model.js';
import { resolveTags } from '../../faces/person-registry.js';
import { MAX_BATCH_PHOTOS } from '../photos/photo-batches.js';
import { laterPosts } from '../photos/repost-sources.js';
import type { Session } from '../session.js';
import { textIn } from '../transport/metadata.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { type Input, service } from '../transport/protocol.js';
import { marksOf, newestFirst } from './annotations.js';

/** Every tag that holds, newest first: one per face, of the people as they are now. */
export async function listTags(session: Session, signal: AbortSignal): Promise<GivenTag[]> {
  const tags = await listTagsAsGiven(session, signal);
  return resolveTags(await session.people(signal), tags);
}

/** The same without merges and removals: each with the person it was given for, whatever became of them. */
export async function listTagsAsGiven(session: Session, signal: AbortSignal): Promise<GivenTag[]> {
  const annotations = everyItem(async (page) => {
    const request = new service.ListAnnotationsRequest().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listAnnotations', request, signal)).getAnnotationsList();
  });
  const marks = [];
  for await (const annotation of annotations) marks.push(...marksOf(annotation));
  const tags = new Map<string, GivenTag>();
  for (const { by, person, photoId, taggedFaceId, regionId, taggedBy, taggedAt } of marks.sort(newestFirst)) {
    const faceId = taggedFaceId || regionId;
    const key = `${photoId}/${faceId}`;
    if (by !== 'person' || person === undefined || tags.has(key)) continue;
    tags.set(key, { photoId, faceId, person, taggedBy, taggedAt: new Date(taggedAt) });
  }
  return [...tags.values()];
}

/** Where photos were posted, the newest first. @param limit how many at most; all of them with `Infinity`. */
export async function listRecentPhotos(
  session: Session,
  limit: number,
  signal: AbortSignal,
): Promise<KeptPhotoSource[]> {
  const sources: KeptPhotoSource[] = [];
  let lastId = '';
  for (let left = limit; left > 0; left -= PAGE_SIZE) {
    const size = Math.min(left, PAGE_SIZE);
    const request = new service.StreamInputsRequest().setPerPage(size).setDescending(true).setLastId(lastId);
    const inputs = (await session.call('streamInputs', request, signal)).getInputsList();
    sources.push(...inputs.flatMap((input) => sourceOf(input) ?? []));
    lastId = inputs.at(-1)?.getId() ?? '';
    if (inputs.length < size) break;
  }
  return sources;
}

/** Where these photos were posted; those that are gone, or that another program added, are left out. */
export async function findSources(
  session: Session,
  photoIds: readonly string[],
  signal: AbortSignal,
): Promise<KeptPhotoSource[]> {
  const sources: KeptPhotoSource[] = [];
  for (let start = 0; start < photoIds.length; start += MAX_BATCH_PHOTOS) {
    const ids = photoIds.slice(start, start + MAX_BATCH_PHOTOS);
    const request = new service.ListInputsRequest()
      .setIdsList([...ids])
      .setPage(1)
      .setPerPage(PAGE_SIZE);
    const wanted = new Set(ids);
    for (const input of (await session.call('listInputs', request, signal)).getInputsList()) {
      const source = wanted.has(input.getId()) ? sourceOf(input) : undefined;
      if (source !== undefined) sources.push(source);
    }
  }
  return sources;
}

function sourceOf(input: Input): KeptPhotoSource | undefined {
  const metadata = input.getData()?.getMetadata();
  const channelId = textIn(metadata, 'channel_id');
  const messageTs = textIn(metadata, 'message_ts');
  if (channelId === '' || messageTs === '') return undefined;
  const alsoIn = laterPosts(metadata);
  return { photoId: input.getId(), channelId, messageTs, ...(alsoIn.length === 0 ? {} : { alsoIn }) };
}
