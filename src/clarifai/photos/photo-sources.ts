import { type Input, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { textIn } from '../transport/metadata.js';
import { PAGE_SIZE } from '../transport/paging.js';
import { MAX_BATCH_PHOTOS } from './photo-batches.js';
import { repostsIn } from './repost-sources.js';
import { type StoredFaces, storedFacesIn } from './stored-faces.js';

/** Value of the metadata `added_by` of photos that were added by looking at earlier ones. Stored: do not change. */
export const EARLIER = 'earlier photos';

/** Where a photo was posted, and how it was shown. */
export interface PhotoSource extends StoredFaces {
  readonly photoId: string;
  readonly channelId: string;
  /** `ts` of the message. */
  readonly messageTs: string;
  /** Later messages with the same picture. */
  readonly alsoIn?: readonly { readonly channelId: string; readonly messageTs: string }[];
  /** Slack user id of who posted it; undefined for a photo stored by an earlier version. */
  readonly postedBy?: string;
  /** Whether it was added by looking at earlier photos, so that no reply is expected. */
  readonly isEarlier?: boolean;
}

/**
 * Where photos were posted, the last added first. Photos of {@link PhotoSource.isEarlier} are left out, because they have no replies.
 * @param limit `Infinity` for all, those included.
 */
export async function listRecentPhotos(session: Session, limit: number): Promise<PhotoSource[]> {
  const sources: PhotoSource[] = [];
  const isAll = limit === Number.POSITIVE_INFINITY;
  for (let lastId = ''; sources.length < limit; ) {
    const size = Math.min(limit - sources.length, session.polling.listPageSize);
    const page = await listPage(session, lastId, size);
    sources.push(...page.sources.filter(({ isEarlier }) => isAll || isEarlier !== true));
    if (page.isLast) break;
    lastId = page.lastId;
  }
  return sources;
}

/** One page of the photos, the last added first. @param lastId of the page before; empty for the first. */
export async function listPage(session: Session, lastId: string, size: number) {
  const request = new service.StreamInputsRequest().setPerPage(size).setDescending(true).setLastId(lastId);
  const inputs = (await session.call('streamInputs', request)).getInputsList();
  return {
    sources: inputs.flatMap((input) => sourceOf(input) ?? []),
    lastId: inputs.at(-1)?.getId() ?? '',
    isLast: inputs.length < size,
  };
}

/** Where these photos were posted, except photos that do not exist or that another program added. */
export async function findSources(session: Session, photoIds: readonly string[]): Promise<PhotoSource[]> {
  const sources: PhotoSource[] = [];
  for (let start = 0; start < photoIds.length; start += MAX_BATCH_PHOTOS) {
    const ids = photoIds.slice(start, start + MAX_BATCH_PHOTOS);
    const request = new service.ListInputsRequest()
      .setIdsList([...ids])
      .setPage(1)
      .setPerPage(PAGE_SIZE);
    const wanted = new Set(ids);
    for (const input of (await session.call('listInputs', request)).getInputsList()) {
      const source = wanted.has(input.getId()) ? sourceOf(input) : undefined;
      if (source !== undefined) sources.push(source);
    }
  }
  return sources;
}

function sourceOf(input: Input): PhotoSource | undefined {
  const metadata = input.getData()?.getMetadata();
  const channelId = textIn(metadata, 'channel_id');
  const messageTs = textIn(metadata, 'message_ts');
  if (channelId === '' || messageTs === '') return undefined;
  const alsoIn = repostsIn(metadata);
  const postedBy = textIn(metadata, 'posted_by');
  return {
    photoId: input.getId(),
    channelId,
    messageTs,
    ...(alsoIn.length === 0 ? {} : { alsoIn }),
    ...(postedBy === '' ? {} : { postedBy }),
    ...(textIn(metadata, 'added_by') === EARLIER ? { isEarlier: true } : {}),
    ...storedFacesIn(metadata),
  };
}
